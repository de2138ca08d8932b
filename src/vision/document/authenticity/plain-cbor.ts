/**
 * Imported before the library of content credentials: its reader of CBOR is to be the one in JavaScript, with no
 * native code between untrusted bytes and the process. The package with that code is overridden by an empty one.
 */
process.env['CBOR_NATIVE_ACCELERATION_DISABLED'] = 'true';
