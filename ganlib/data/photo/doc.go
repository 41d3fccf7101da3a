// Package photo reads the pictures of other people: [Read] gives what a file shows, upright and
// over white, in red, green and blue of 8 bits.
//
// A network that is trained on pictures, and a score that judges it, are compared with others that
// read the same files with Pillow. So the pixels here are Pillow's: those of
// ImageOps.exif_transpose, laid over white where one can see through, as RGB. testdata/pictures.zip
// holds files of every kind and what Pillow 13 shows of each, testdata/make.py makes it anew, and a
// test compares:
//
//	format  what it may be                                                           beside Pillow
//	JPEG    grey, YCbCr (4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1), RGB, CMYK, YCCK;        up to 3 levels, below
//	        progressive, restarts, with and without the markers of JFIF and Adobe    0.1 on average
//	PNG     all colours and depths, interlaced, transparent in every way; the first  the same
//	        picture of an animated one
//	WebP    lossy, lossless, transparent; the first picture of an animated one       the same
//	GIF     the first picture, wherever it lies on the screen                        the same
//	BMP     1 to 32 bits, masks, run lengths, top down, the headers of OS/2 to V5    the same
//	TIFF    grey, palette, RGB, RGBA of 8 and 16 bits, bits; strips and tiles; LZW,  the same
//	        Deflate, PackBits, fax; the first page
//
//	notes of how to turn it                                                          beside Pillow
//	JPEG    Exif in APP1, whole or in parts; XMP                                     the same
//	PNG     eXIf, "Raw profile type exif" in any kind of text, XMP; before and       the same
//	        behind the pixels
//	WebP    EXIF, XMP                                                                the same
//	TIFF    the tag, XMP                                                             the same
//
// JPEG differs since its standard leaves open how a cosine transform is rounded: image/jpeg is one
// level off libjpeg in a few samples of a hundred, and 1.772 levels of blue follow from one of Cb.
// The other steps are libjpeg's to the bit.
//
// Three times Pillow is not followed, because it loses what the file says: grey of 16 bits, of
// which the upper 8 are taken as Pillow does with colours, while its grey is clipped to white above
// 255; and transparency by one colour (tRNS) in PNG files of 2 or 4 bits and of 16, where Pillow
// compares a colour of 8 bits with one that has not been scaled.
//
// Colour profiles and gamma change nothing, as in Pillow.
//
// # Design
//
// The decoders are those of Go and of golang.org/x/image. They are right about what is stored and
// differ in what is shown, so the last step is made here: image/jpeg repeats samples of colour
// where libjpeg interpolates, up to 56 levels off in these files; x/image takes the colours of
// WebP, which have the range of video, for those of JPEG, so that black is 16 and white 235; it
// shows a fax as its negative if the file says that 0 is black, and shifts the rows of tiles that
// reach beyond the edge. Decoders in WebAssembly, compiled from the same C as Pillow's, were the
// alternative: exact, some megabytes, slower to start, and a second set of versions to keep in
// step.
//
// BMP is read here: x/image refuses 16 bits, run lengths and the header of OS/2.
//
// # Non-goals
//
// Whatever else there is: HEIF, AVIF, JPEG XL, camera raw and others are named by [Unread], never
// guessed at. Of TIFF, CMYK, YCbCr, floating point, planes and JPEG inside are refused, of JPEG
// arithmetic coding and 12 bits. A JPEG file has no checksum: where a bit of its body has changed,
// the picture differs, and only what breaks the code is found.
package photo
