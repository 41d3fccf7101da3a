// Package pic turns numbers into pictures: sample grids, interpolation strips, curves, histograms,
// tables in colour, maps and films of the plane, and the panel of a run in progress.
//
// Samples come in as the bytes that package data serves, uint8 NHWC with 1 channel (grey) or 3
// (red, green, blue), and go out as an [image.Image]. Charts go out as SVG, sharp at any size, and
// as an image of the same drawing, for places that show no SVG. Both are complete in themselves: no
// script, no network, no font file, and no id that could clash with another drawing on the page.
//
// Charts bring their own light background, so that they read the same in a light and in a dark
// notebook. Their colours are those of Okabe and Ito (Color Universal Design, 2008), which people
// with any kind of colour vision can tell apart. D and real data are blue, G and what it makes are
// vermilion, everywhere in the course.
//
// Axes and text are drawn by gonum/plot. It adds 0.1 s to the link time of a notebook's cell;
// drawing the SVG by hand would save that and cost a second renderer for PNG.
//
// The package knows nothing of tensors and never imports GoMLX. It is no general plotting library:
// it draws what the lessons show.
package pic
