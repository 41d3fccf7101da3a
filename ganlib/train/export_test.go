package train

// SetAfterWrite has f called between the writing of a checkpoint and the rename that makes it
// count.
func SetAfterWrite(f func()) { afterWrite = f }

// SetBeforeStep has the tests hold a step.
func SetBeforeStep(f func(step int)) { beforeStep = f }
