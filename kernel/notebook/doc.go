// Package notebook makes notebooks from lessons and exercises: it reads their Markdown, writes the
// .ipynb file, has it executed, and finds what is stale or failed.
//
// # The form of a lesson
//
// A lesson is Markdown. A fenced block of Go with an id in braces is a cell:
//
//	```go {id=train}
//	fmt.Println("hello")
//	```
//
// Every other fenced block, also one of Go without an id, stays part of the prose. The prose
// between two cells becomes Markdown cells, a new one at each heading, whose ids follow from the
// code cell after them. Links and figures are paths from the lesson's folder, as an editor and a
// code host show them; in the notebook they lead to the same files, and a link to a lesson or an
// exercise leads to its notebook.
//
// A mistake in a lesson is an error that names file and line. A cell has at most [MaxLines] lines:
// what is longer belongs into the library, where it can be read, tested and reused.
//
// # The notebook of an exercise
//
// It is made of the exercise's README.md and the files of its functions, so that no text exists
// twice: the task of a function, a cell with %%writefile and the file as it is, and a cell that
// checks it. Running it leaves the files as they are. Whoever writes answers in an editor builds it
// anew, and finds them in its cells.
//
// # The form of a notebook
//
// It is written as Jupyter writes it (nbformat 4.5: keys in order, an indent of one), so saving it
// in JupyterLab changes nothing. It holds no time and no version, so that making it twice gives the
// same file.
//
// # Design
//
// Jupytext pairs notebooks with Markdown too. It keeps notebook and text in step while both are
// edited; here the notebook is never edited, and what is wanted is a strict reading with errors
// that teach, ids that a translation and an exercise can refer to, and figures that are checked.
// Figures are linked, not embedded: they lie in the same clone, and a notebook that carries them
// twice is a bad diff.
//
// Non-goals: notebooks in other languages, widgets, exports to HTML or PDF (Jupyter's nbconvert
// does them).
package notebook
