/** The folder of this file, wherever the library is installed or checked out. */
export declare const LIBRARY_FOLDER: string;
