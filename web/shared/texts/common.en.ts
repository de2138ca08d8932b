export const texts = {
  'shell.leave': 'Leave for now',
  'shell.leave.title': 'You can leave at any time',
  'shell.leave.stay': 'Stay here',
  'shell.help': 'Help',
  'shell.help.title': 'Help',
  'shell.help.text':
    'If you are stuck, write to the support of {service} through its own website or app. They can see how far you are, and nothing of what you sent.',
  'shell.help.never': 'Nobody from support asks for your password, for a code or for a link.',
  'shell.help.close': 'Close',
  'common.loading': 'One moment',
  'common.continue': 'Continue',
  'common.submit': 'Submit',
  'common.back': 'Back',
  'common.noAnswer': 'There is no connection right now. What you entered is kept.',
  'common.retry': 'Try again',
  'error.unknown': 'Something did not work. What you entered is kept. Try again.',
  'error.offline': 'There is no connection right now. What you entered is kept. Try again.',
};
