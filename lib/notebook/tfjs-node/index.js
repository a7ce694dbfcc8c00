// Stands in for the native @tensorflow/tfjs-node, which downloads a binary when it is installed. danfojs-node needs only
// tensors: tfjs-core on its plain JavaScript backend. Models, layers, datasets (so DataFrame.sample) and file formats of
// the real package are not here.
const core = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');

// The plain backend is meant here: production mode leaves out its advice to install the native one.
core.enableProdMode();

// The CommonJS build of tfjs-core has no chained methods; these are the ones danfojs-node calls on a tensor.
const CHAINED = [
  ...['add', 'sub', 'mul', 'div', 'divNoNan', 'mod', 'pow', 'abs', 'sqrt', 'square', 'round'],
  ...['equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual', 'logicalAnd', 'logicalOr', 'logicalNot'],
  ...['minimum', 'maximum', 'min', 'max', 'sum', 'mean', 'argMax', 'argMin', 'cumsum'],
  ...['cast', 'gather', 'reshape', 'slice', 'squeeze', 'transpose', 'unique', 'where'],
];
for (const name of CHAINED) {
  core.Tensor.prototype[name] ??= function chained(...operands) {
    return core[name](this, ...operands);
  };
}

module.exports = core;
