export const texts = {
  'phone.service': 'Facial verification',
  'phone.where': 'Step {step} of {total} on this phone',
  'phone.unread': 'The code could not be read',
  'phone.offline': 'There is no connection right now. This page goes on by itself when it is back.',
  'phone.close': 'You can close this page.',
  'phone.report': 'Report this',
  'phone.origin.title': 'Did you start this on a computer in front of you?',
  'phone.origin.service': 'Service',
  'phone.origin.account': 'Account',
  'phone.origin.computer': 'Computer',
  'phone.origin.started': 'Started',
  'phone.origin.text':
    'Continue only if you see this request on your own computer right now. If somebody sent you the code or asked you to scan it, report it: it ends at once and your camera stays off.',
  'phone.origin.accept': 'Yes, continue',
  'phone.number.title': 'Type this number on the computer',
  'phone.number.waiting': 'This page moves on by itself when the number is typed there.',
  'phone.number.until': 'You have time until {time}.',
  'phone.number.never':
    'Tell this number to nobody, not even on the phone. It belongs on the computer in front of you.',
  'phone.face.title': 'Facial verification',
  'phone.face.again':
    'That was not enough to see all movements. Try it once more, a little slower.',
  'phone.face.other': 'No camera, or you prefer another way?',
  'phone.face.other.text':
    'You can do without the camera: on the computer you say in your own words what happened, and people look at it. That takes longer.',
  'phone.face.other.choose': 'Choose the other way',
  'phone.face.other.stay': 'Stay with the camera',
  'phone.other.title': 'Go on at your computer',
  'phone.other.text': 'The camera is off. The page on your computer shows the other way.',
  'phone.done.title': 'Done: look at your computer',
  'phone.done.text': 'Everything arrived. The page on your computer moves on by itself.',
  'phone.reported.title': 'Thank you, this is stopped',
  'phone.reported.text':
    'Nothing was taken from this phone and the computer cannot go on with this code. If the account is yours, somebody may know your password: change it.',
  'phone.cancelled.title': 'This was ended on the computer',
  'phone.cancelled.text':
    'The camera is off. To go on, let the computer show a new code and scan it.',
  'phone.expired.title': 'The time for this is over',
  'phone.expired.text':
    'The camera is off. Nothing is lost: let the computer show a new code and scan it.',
  'phone.used.title': 'This code is used or too old',
  'phone.used.text':
    'Each code works once and for a short time. Look at the computer: it shows a new one by itself. Scan that one. If another phone scanned it and that was not you, cancel on the computer.',
  'phone.gone.title': 'This is over',
  'phone.gone.text': 'The camera is off. To go on, let the computer show a new code and scan it.',
  'phone.none.title': 'Scan the code on your computer',
  'phone.none.text':
    'This page belongs to a code that your computer shows. Open the camera of this phone and point it at the code.',
};
