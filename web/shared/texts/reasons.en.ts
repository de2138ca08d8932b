/** Only reasons that may be told have a sentence here; all others read as `reason.other`. */
export const texts = {
  'reason.other': 'Something could not be checked. Try it once more, or choose another way.',
  'reason.image_blurry': 'The picture is blurred. Hold still for a moment, then take it.',
  'reason.image_glare':
    'Light is reflected on the document. Tilt it a little or move away from the lamp.',
  'reason.image_dark': 'The picture is too dark. Turn on a light or move to a window.',
  'reason.image_cropped': 'An edge is missing. Show all four corners.',
  'reason.image_too_small': 'The picture is too small to read. Move closer.',
  'reason.image_greyscale': 'The picture has no color. Use the original, in color.',
  'reason.no_document': 'There is no document to be seen. Put it flat in the frame.',
  'reason.face_not_visible':
    'The face cannot be seen clearly. Look straight at the camera, in even light.',
  'reason.face_covered': 'Part of the face is covered. Take off sunglasses, mask or cap.',
  'reason.multiple_faces':
    'There is more than one face. Make sure that nobody else is in the picture.',
  'reason.front_missing': 'The front is still missing.',
  'reason.back_missing': 'The back is still missing.',
  'reason.wrong_side': 'This looks like the other side. Turn the document over.',
  'reason.document_type_not_accepted':
    'This kind of document is not accepted here. Choose another one.',
  'reason.country_not_accepted':
    'Documents of this country are not accepted here. Choose another one.',
  'reason.document_expired': 'This document is no longer valid. Use one that is.',
  'reason.file_type': 'We can read JPEG, PNG and WebP pictures. Choose one of these.',
  'reason.file_too_large': 'This file is larger than 12 MB. Choose a smaller one.',
  'reason.too_early': 'It is too early for this.',
  'reason.upload_not_live': 'A file is not accepted here. Use the camera.',
  'reason.camera_denied':
    'The browser does not let this page use the camera. Allow the camera in the address bar or in the settings, then try again.',
  'reason.camera_missing': 'There is no camera here. Use another device or choose another way.',
  'reason.camera_unsupported':
    'The camera cannot be used right now. Close other apps that use it, or try another browser.',
  'reason.handoff_expired': 'The code is too old. Make a new one.',
  'reason.handoff_code_wrong': 'The number was not the one on the phone. Start the hand-off again.',
  'reason.upload_interrupted': 'The picture did not arrive whole. Send it again.',
  'reason.dependency_unavailable':
    'A part of the service is resting. Nothing is lost. Try again later.',
  'reason.consent_declined': 'You chose not to have your face checked. People check instead.',
  'reason.withdrawn': 'You withdrew the request.',
  'reason.owner_said_not_me': 'The owner of the account said that this request is not theirs.',
  'reason.abandoned': 'The request was not finished in time.',
  'reason.channel_changed': 'That way was changed not long ago, so no code goes there.',
  'reason.code_wrong': 'The code is not the one we sent.',
  'reason.code_expired': 'The code is too old. Ask for a new one.',
  'reason.code_tries_used': 'That was the last try with this code. Ask for a new one.',
  'reason.link_used': 'The link has been used already.',
  'reason.link_expired': 'The link is too old. Ask for a new one.',
  'reason.send_limit': 'No more mails for now. Wait an hour.',
  'reason.challenge_not_followed':
    'The movements did not come through as asked. Go slowly, and follow one at a time.',
  'reason.no_face': 'We could not see a face. Find more light and stay in the oval.',
  'reason.face_timeout': 'The time ran out. Try again, calmly; half a minute is enough.',
  'place.document_front': 'The front of your document: here',
  'place.document_back': 'The back of your document: here',
  'place.selfie': 'The picture of your face: here',
  'place.marked': 'The place is marked in red.',
};
