import { mountPage } from '../shared/mount.tsx';
import { faceTexts, reasonTexts } from '../shared/text-parts.ts';
import { PhonePage } from './phone-page.tsx';
import { phoneTexts } from './phone-texts.ts';

void mountPage(PhonePage, [reasonTexts, faceTexts, phoneTexts]);
