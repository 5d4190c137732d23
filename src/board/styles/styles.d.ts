// Style sheets are imported for the bundle, which they are part of; they have no value.
declare module '*.css';
