// Package gantest holds what the tests of the library, of the exercises and of your own layers
// share: a device, the evaluation of graph functions, comparison with a stated tolerance, and
// gradients checked against central differences.
package gantest
