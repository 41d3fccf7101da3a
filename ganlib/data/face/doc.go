// Package face draws faces from named attributes.
//
// A [Face] holds some fifty of them: skin, hair, eyes, smile, glasses, light, where the head turns.
// [Draw] paints it at any size, [Random] draws one by chance, and [Attributes] lists the fields, so
// that a lesson can change one and leave the others as they are. Every picture therefore comes with
// the truth about itself, which no photograph does.
//
// # Design
//
// A head is an ellipsoid that turns, nods and tilts. What lies on it is placed in three dimensions
// and painted as soft flat shapes with edges of one pixel, each shaded by the direction in which
// its surface looks and that of the light. Ray marching through a solid model was the alternative:
// its shadows would be right, and a picture would take a hundred times as long. Shapes are given by
// their distance functions, since these are anti-aliased for nothing.
//
// The arithmetic is in float64 with every product rounded explicitly, so that a face has the same
// bytes on every processor. Integers, which the digits of ganlib/data use, would make shading hard
// to read.
//
// # Non-goals
//
// Photographs: these are drawings, made to be learned from at 32 to 128 pixels. Bodies, hands,
// several faces in a picture.
package face
