// Command gophergan-kernel is what JupyterLab starts for a notebook of the course: it runs GoNB,
// the Go kernel, and stands between the two.
//
//	gophergan-kernel -clone DIR -connection FILE
//
// It passes Jupyter's messages on, and changes those that a learner would trip over:
//
//   - A mistake is told with the line of the cell and the way out, not with those of the program
//     that GoNB makes of it: a statement without %%, what the compiler says, a stack trace, an
//     error that package show prints.
//   - The stop button works also while a cell compiles. What it ends is no error, and the cells
//     that wait do not begin.
//   - Output without end is cut. A cell that waits for a keyboard says that it has none.
//   - Names are completed and explained by the one gopls of the lab, also while a cell runs: see
//     helper.
//   - What the kernel is, is answered at once, so that a page that is loaded anew knows that a cell
//     runs.
//   - A page that opens a notebook learns when the kernel is at rest, and JupyterLab runs cells. By
//     GoNB alone it shows the kernel as unknown until the first cell has run.
//   - Input that is typed at once, as by a program, reaches the cell.
//   - The kernel describes Go as the notebooks do, so that opening a notebook does not change it.
//
// GoNB runs "go get" before every cell, which takes longer than compiling the cell and finds
// nothing new, because the clone's go.mod already names every module of the course. GoNB can be
// told to stop only by a message (%noautoget), which is sent as soon as it listens. A cell that
// wants its "go get" back says %autoget.
//
// GoNB's log goes to .gophergan/log/kernel.log, not to the terminal that JupyterLab was started
// from.
//
// # Design
//
// Most of this could be a change of GoNB. That would be a fork to be kept up to date, and what it
// knows better than we do, how a cell becomes a program, is not touched here. An extension of
// JupyterLab would reach only JupyterLab, and not the programs that execute notebooks.
//
// GoNB listens on sockets in a private folder. Nothing but the connection that Jupyter asks for is
// open on the loopback.
package main
