// Package show puts pictures, progress and errors where the user is.
//
// In a cell of a notebook (the GoNB kernel started the program) a picture becomes an output of the
// cell and a run a panel that redraws itself; on a terminal a run is a progress bar; in a pipe it
// is plain lines. The lesson's code is the same in all three.
//
// What stays in a saved notebook is PNG, or JPEG where that is much smaller. JupyterLab hides SVG,
// and pictures inside HTML, in a notebook that it does not trust, and it trusts none that was just
// cloned; the web pages that show notebooks do the same. SVG is used while a run goes on, where it
// is cheaper to draw. A page with a script would be livelier, and gone after saving.
//
// The functions that show return no error: a cell has nowhere to send one. What cannot be shown is
// said in one line, in the place of the picture. Standard error stays empty unless the program
// fails, because notebooks paint it red.
//
// Outside a notebook a picture cannot be seen, so one line says what it is. With
// $GOPHERGAN_SHOW_DIR set it is written into that folder, as 001.png, 002.jpeg and so on, and the
// line names the file.
package show
