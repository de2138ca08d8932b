/** Style sheets are imported for their effect; Vite turns them into hashed files. */
declare module '*.css';
