package pic

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"math"
	"slices"
)

// PNG encodes an image for a notebook. A drawing is a few colours and the mixtures along its edges:
// where 256 of them are enough it is stored with a palette, in a third of the bytes. Photographs
// keep all their colours.
func PNG(img image.Image) ([]byte, error) { return encode(small(img)) }

// small is img with a palette, if that is enough.
func small(img image.Image) image.Image {
	if rgba, ok := img.(*image.RGBA); ok {
		if p := withPalette(rgba); p != nil {
			return p
		}
	}
	return img
}

func encode(img image.Image) ([]byte, error) {
	var buf bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("pic: encoding a PNG: %w", err)
	}
	return buf.Bytes(), nil
}

// From large on, in bytes, a picture of many colours is kept with 64 shades a channel, which saves a
// third of it. From tooLarge on it is kept as JPEG: a sheet of 60 faces is 500 kB as PNG and 90 as
// JPEG. From huge on, as the panel of a training with faces is, it is a coarser one.
const large, tooLarge, huge = 30_000, 100_000, 250_000

// Encode is what a notebook keeps of an image, and its media type: a [PNG], or a JPEG where that
// would be large and the JPEG is less than half of it, as with many colours and much detail. Either
// looks the same to the eye; where it is large, its pixels are not quite those of img.
func Encode(img image.Image) (content []byte, mediaType string, err error) {
	kept := small(img)
	content, err = encode(kept)
	if rgba, ok := kept.(*image.RGBA); ok && err == nil && len(content) > large {
		content, err = encode(fewerShades(rgba))
	}
	if err != nil || len(content) <= tooLarge {
		return content, "image/png", err
	}
	var buf bytes.Buffer
	for _, quality := range []int{90, 80} {
		buf.Reset()
		if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, "", fmt.Errorf("pic: encoding a JPEG: %w", err)
		}
		if buf.Len() <= huge {
			break
		}
	}
	if buf.Len() > len(content)/2 {
		return content, "image/png", nil
	}
	return buf.Bytes(), "image/jpeg", nil
}

// fewerShades is img with every channel but alpha at the nearest of 0, 4, 8 … 252, 255.
func fewerShades(img *image.RGBA) *image.RGBA {
	out := *img
	out.Pix = slices.Clone(img.Pix)
	for i, v := range out.Pix {
		if alpha := int(out.Pix[i|3]); i%4 != 3 {
			out.Pix[i] = uint8(min((int(v)+2)&^3, alpha))
		}
	}
	return &out
}

// withPalette is img with the 256 colours that stand best for all, or nil when they are too few.
func withPalette(img *image.RGBA) *image.Paletted {
	count := countColors(img)
	palette, index := reduce(count)
	if palette == nil || spoiled(count, palette, index) {
		return nil
	}
	return paletted(img, palette, index)
}

// spoiled reports whether one pixel of 200 or more gets a colour that does not look like its own: of
// many photographs side by side, one may have all the colours that the palette has no room for.
func spoiled(count map[color.RGBA]int, palette color.Palette, index map[color.RGBA]uint8) bool {
	all, off := 0, 0
	for c, n := range count {
		all += n
		p := palette[index[c]].(color.RGBA)
		if max(apart(c.R, p.R), apart(c.G, p.G), apart(c.B, p.B), apart(c.A, p.A)) > 16 {
			off += n
		}
	}
	return 200*off >= all
}

func apart(a, b uint8) uint8 { return max(a, b) - min(a, b) }

// paletted is img with the colours of a palette, in which index gives each its place.
func paletted(img *image.RGBA, palette color.Palette, index map[color.RGBA]uint8) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), palette)
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.SetColorIndex(x, y, index[img.RGBAAt(x, y)])
		}
	}
	return out
}

func countColors(img *image.RGBA) map[color.RGBA]int {
	count := map[color.RGBA]int{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[img.RGBAAt(x, y)]++
		}
	}
	return count
}

// reduce gives every colour its place in a palette of 256. Where there are no more colours, it has
// them all. Else colours that look alike are a group, for which the most frequent one stands, and
// the 256 most frequent groups are settled. A colour that fills a thousandth of the image or more
// is a group by itself: the pale tints below two curves are alike to group, and not to the eye.
// Both results are nil when there are more than 1024 groups.
func reduce(count map[color.RGBA]int) (color.Palette, map[color.RGBA]uint8) {
	const most, tooMany = 256, 1024
	colors := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(order(a), order(b)))
	})
	all := 0
	for _, n := range count {
		all += n
	}
	kept := func(c color.RGBA) bool { return 1000*count[c] >= all }
	groupOf := func(c color.RGBA) color.RGBA {
		if kept(c) || len(colors) <= most {
			return c
		}
		return group(c)
	}
	var chosen []color.RGBA
	seen := map[color.RGBA]bool{}
	for _, c := range colors {
		if g := groupOf(c); !seen[g] {
			seen[g] = true
			chosen = append(chosen, c)
		}
	}
	if len(chosen) > tooMany {
		return nil, nil
	}
	chosen = chosen[:min(len(chosen), most)]
	index := settle(chosen, colors, count, kept)
	palette := make(color.Palette, len(chosen))
	for i, c := range chosen {
		palette[i] = c
	}
	return palette, index
}

// settle moves each chosen colour, but those to be kept, into the middle of the colours that are
// nearest to it, a few times over (Lloyd 1982): the shades of a cheek get the places that no edge
// needs. It returns which of the chosen ones is the nearest to each colour.
func settle(chosen, colors []color.RGBA, count map[color.RGBA]int, kept func(color.RGBA) bool) map[color.RGBA]uint8 {
	for range 3 {
		sums := make([][5]int, len(chosen)) // of the four channels, and the number of pixels
		for _, c := range colors {
			s := &sums[nearest(chosen, c)]
			for k, v := range [5]int{int(c.R), int(c.G), int(c.B), int(c.A), 1} {
				s[k] += count[c] * v
			}
		}
		for i, s := range sums {
			if n := s[4]; n > 0 && !kept(chosen[i]) {
				mean := func(k int) uint8 { return uint8((s[k] + n/2) / n) }
				chosen[i] = color.RGBA{mean(0), mean(1), mean(2), mean(3)}
			}
		}
	}
	index := make(map[color.RGBA]uint8, len(colors))
	for _, c := range colors {
		index[c] = uint8(nearest(chosen, c))
	}
	return index
}

// nearest is the place of the colour that is nearest to c, the first of several.
func nearest(chosen []color.RGBA, c color.RGBA) (place int) {
	least := math.MaxInt
	for i, p := range chosen {
		r, g, b, a := int(p.R)-int(c.R), int(p.G)-int(c.G), int(p.B)-int(c.B), int(p.A)-int(c.A)
		if d := r*r + g*g + b*b + a*a; d < least {
			place, least = i, d
		}
	}
	return place
}

// group is the same for colours that look alike: 16 shades a channel, and 64 shades of grey, where
// the eye sees more.
func group(c color.RGBA) color.RGBA {
	keep := uint8(0xf0)
	if c.R == c.G && c.G == c.B {
		keep = 0xfc
	}
	return color.RGBA{c.R & keep, c.G & keep, c.B & keep, c.A & keep}
}

// order makes the sorting of equally frequent colours the same every time.
func order(c color.RGBA) uint32 {
	return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
}
