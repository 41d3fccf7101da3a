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
	batches.Seek(1000) // as if 1000 batches had been served
	batch := batches.Next()
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
