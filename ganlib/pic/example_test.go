package pic_test

import (
	"fmt"
	"math"
	"strings"

	"gophergan/ganlib/pic"
)

func ExampleBytes() {
	fmt.Println(pic.Bytes([]float32{-1, -0.5, 0, 0.5, 1, 7}))
	// Output: [0 64 128 191 255 255]
}

func ExampleGrid() {
	samples := make([]float32, 64*28*28) // what a generator makes: 64 images of 28×28 in [−1, 1]
	sheet, err := pic.Grid(pic.Bytes(samples), 28, 28, 1, 8)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sheet.Bounds().Size()) // every image twice as large, 2 pixels between them
	// Output: (466,466)
}

func ExampleLayout() {
	pix := make([]uint8, 10*64*64*3)
	layout := pic.NewLayout(5, 64)
	layout.Gutter = 0
	sheet, err := layout.Grid(pix, 64, 64, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sheet.Bounds().Size())
	// Output: (320,128)
}

func ExampleGrid_error() {
	_, err := pic.Grid(make([]uint8, 1000), 28, 28, 1, 8)
	fmt.Println(err)
	// Output: pic: 1000 bytes are no whole number of images of 28×28×1 = 784 bytes; check height, width and channels
}

func ExampleLosses() {
	step := []float64{100, 200, 300, 400}
	lossD := []float64{0.9, 1.1, math.NaN(), 1.3} // a gap
	lossG := []float64{2.1, 1.2, 0.9, 0.8}
	svg, err := pic.Losses(step, lossD, lossG).SVG()
	fmt.Println(strings.HasPrefix(svg, "<svg "), err)
	// Output: true <nil>
}

func ExampleFunction() {
	sigmoid := pic.Function("σ(x)", func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, -6, 6)
	slope := pic.Function("its slope", func(x float64) float64 { return 1 / (2 + math.Exp(x) + math.Exp(-x)) }, -6, 6)
	slope.Dashed = true
	chart := pic.NewChart("The sigmoid stops teaching at both ends", "x", sigmoid, slope)
	img, err := chart.Image()
	fmt.Println(img.Bounds().Size(), err)
	// Output: (1280,640) <nil>
}

func ExampleHistogram() {
	real, generated := []float64{1, 1.2, 1.4, 1.9}, []float64{-0.3, 0.1, 0.2, 0.4}
	chart := pic.NewChart("Before training", "x",
		pic.Histogram("real", real, -1, 3, 8), pic.Histogram("generated", generated, -1, 3, 8))
	_, err := chart.SVG()
	fmt.Println(err)
	// Output: <nil>
}
