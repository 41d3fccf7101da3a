// Package lab sets up JupyterLab for the course and starts it: the virtual environment of Python,
// GoNB and its tools, the kernel "Go (GopherGAN)", the plugin of XLA. It also says what is wrong
// when something is, see [Examine].
//
// Everything lies in .gophergan, at the top of the clone, and is found again at the next start:
//
//	bin/             gonb, goimports, gopls, gophergan-kernel
//	venv/            JupyterLab and nbclient
//	jupyter/         what JupyterLab keeps: settings, kernel specs, open tabs
//	stamps/          what each part was made from; a part is made anew when that has changed
//	log/             what the tools said while they worked
//
// Deleting the folder, or a part of it, is safe: the next start makes it again. A part whose making
// was cut off has no stamp and is made from scratch. The learner's own Go tools, ~/.jupyter and
// other kernels are neither used nor changed; the plugin alone is kept outside, in the user's
// cache, because clones share it.
//
// While JupyterLab runs, one gopls serves the completion of all notebooks, on a socket in a private
// folder. Kernels ask it through gophergan-kernel.
//
// # Design
//
// GoNB could install its kernel spec by itself (gonb --install), and JupyterLab could be the
// learner's own. Both would be shared with the learner's other work: one "gonb" kernel for all
// modules, and whichever JupyterLab is there. A course has to work the same everywhere, so it pins
// both and keeps them to itself.
//
// Non-goals: Windows without WSL (GoNB does not run there), JupyterHub, more than one user per
// clone.
package lab
