// A CommonJS file in both builds of the library, because `__dirname` exists in CommonJS alone and `import.meta` in ES
// modules alone: here both kinds of project learn where the library lies.
exports.LIBRARY_FOLDER = __dirname;
