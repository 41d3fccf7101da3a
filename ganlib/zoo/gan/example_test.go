package gan_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// A whole program: a small GAN on the built-in digits, trained for five steps, makes three images.
func Example() {
	device, err := backend.New("go") // "" takes the best there is
	check(err)
	digits := data.NewDigits(1, 1000)
	batches, err := data.NewBatches(digits, 1, 16)
	check(err)

	recipe := gan.Paper()
	recipe.HiddenG, recipe.HiddenD = []int{32}, []int{32}

	dir, err := os.MkdirTemp("", "run")
	check(err)
	defer os.RemoveAll(dir)
	loop, err := train.New(device.Backend, recipe, batches, train.Defaults(5), dir)
	check(err)
	for event, err := range loop.Run(context.Background()) {
		check(err)
		if event.Done {
			fmt.Println("trained", event.Step, "steps")
		}
	}

	g, err := train.OpenGenerator(device.Backend, recipe, dir)
	check(err)
	defer g.Close()
	pix, err := g.Images(g.Latents(1, 3))
	check(err)
	h, w, c := g.Shape()
	fmt.Println(len(pix), "bytes:", 3, "images of", h, "×", w, "×", c)
	// Output:
	// trained 5 steps
	// 2352 bytes: 3 images of 28 × 28 × 1
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
