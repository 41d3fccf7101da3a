package pic

import "image/color"

// The colours of Okabe and Ito (Color Universal Design, 2008). In the course D and real data are
// Blue, G and what it makes are Vermilion.
var (
	Blue      = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	Vermilion = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	Green     = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	Purple    = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	Orange    = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	Sky       = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
)

var palette = []color.NRGBA{Blue, Vermilion, Green, Purple, Orange, Sky}

var (
	paper = color.NRGBA{0xff, 0xff, 0xff, 0xff} // background of a chart
	ink   = color.NRGBA{0x24, 0x29, 0x2f, 0xff} // text
	faint = color.NRGBA{0x57, 0x60, 0x6a, 0xff} // axes, ticks, less important text
	rule  = color.NRGBA{0xe4, 0xe7, 0xeb, 0xff} // grid lines
)

// pale is c as it looks through fog: for the raw curve behind the smooth one.
func pale(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(opacity * float64(c.A))
	return c
}
