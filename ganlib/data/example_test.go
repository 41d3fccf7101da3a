package data_test

import (
	"fmt"

	"gophergan/ganlib/data"
)

func Example() {
	set, err := data.Open("digits", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	batches, err := data.NewBatches(set, 1, 64)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := batches.Raw(1000)
	fmt.Println(set.Name(), set.Len(), "images,", batches.PerEpoch(), "batches an epoch")
	fmt.Println(batch.N, batch.H, batch.W, batch.C, len(batch.Pix), batch.Labels[:8])
	// Output:
	// digits 60000 images, 937 batches an epoch
	// 64 28 28 1 50176 [7 4 5 7 8 9 5 1]
}

func ExampleNewDigits() {
	digits := data.NewDigits(2014, 10)
	pix := make([]uint8, 28*28)
	digits.At(2, pix)
	for y := 4; y < 24; y += 2 { // every other row, since letters are tall
		for x := 4; x < 24; x++ {
			fmt.Printf("%c", ".:-=+*#%@"[int(pix[y*28+x])*9/256])
		}
		fmt.Println()
	}
	// Output:
	// ....:+##*=..........
	// ..-@@@@%@@@@#.......
	// .:@@%......#@@*.....
	// ..@@+.......=@@=....
	// ............:@@*....
	// ...........:@@@.....
	// ..........%@@#......
	// ........*@@@:.......
	// .......-@@@*=-......
	// ........-#@@@@@@@@@@
}

// What a set calls its classes, and the class of an image, without drawing it.
func ExampleLabelled() {
	set, err := data.Open("digits", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	if labelled, ok := data.AsLabelled(set); ok {
		names := labelled.ClassNames()
		fmt.Println(len(names), "classes; image 123 is a", names[labelled.Label(123)])
	}
	// Output: 10 classes; image 123 is a 3
}

// What is true of a face, as a class and as numbers.
func ExampleFaces_Attributes() {
	faces := data.NewFaces(1, 100, 64)
	glasses, err := faces.LabelledBy("glasses")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(glasses.ClassNames(), glasses.Label(5))
	described, err := faces.Attributes("glasses", "smile")
	if err != nil {
		fmt.Println(err)
		return
	}
	v := make([]float32, len(described.Columns()))
	described.Vector(5, v)
	fmt.Printf("%q %.2f\n", described.Columns(), v)
	// Output:
	// [none round square sunglasses] 2
	// ["glasses: none" "glasses: round" "glasses: square" "glasses: sunglasses" "smile"] [0.00 0.00 1.00 0.00 0.75]
}
