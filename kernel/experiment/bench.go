package experiment

import (
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/r3gan"
	"gophergan/ganlib/zoo/stylegan2"
	"gophergan/ganlib/zoo/wgangp"
)

// Bench is a training step that is timed, on arbitrary data.
type Bench struct {
	Name     string // what `kernel bench` calls it
	Summary  string // for -h
	Batch    int    // images in a step
	Recipe   train.Recipe
	HalfLife float64 // of the averaged G, in images; 0: no average
}

// Benches lists all. G is averaged where the paper does it.
func Benches() []Bench {
	halfLife := train.Defaults(1).HalfLife
	return []Bench{
		{"mlp", "the MNIST GAN of lesson 03", 128, gan.Paper(), 0},
		{"dcgan", "DCGAN on 64×64 images", 64, dcgan.Paper(), 0},
		{"wgangp", "WGAN-GP on 64×64 images, one step of the critic for one of G", 64, oneCritic(), 0},
		{"style32", "StyleGAN2 in small networks on 32×32 images, penalties and all", 16, stylegan2.Small(), halfLife},
		{"r3gan", "R3GAN of lesson 10 on 32×32 images, pairs, R1 and R2", 64, r3gan.Small(), halfLife},
	}
}

// BenchByName finds one. The error lists the names there are.
func BenchByName(name string) (Bench, error) {
	return find("benchmark", name, Benches(), func(b Bench) string { return b.Name })
}

// oneCritic is the paper's WGAN-GP with as many steps of the critic as of G, and the noise that
// DCGAN gets.
func oneCritic() wgangp.WGANGP {
	r := wgangp.Paper()
	r.NCritic, r.Z = 1, 100
	return r
}

// Data is a batch of n data as the recipe needs them, with bytes that no network can learn from and
// no cache can guess.
func (b Bench) Data(n int) (media.Batch, error) {
	batch := media.Batch{}
	for _, f := range b.Recipe.Needs() {
		rows, err := media.Draw(f.Kind, 1, n)
		if err != nil { // data, which are given and not drawn
			_, shape := f.Kind.Stored()
			rows = randomRows(n, shape)
		}
		if batch[f.Name], err = rows.Tensor(f.Kind); err != nil {
			return nil, err
		}
	}
	return batch, nil
}

// randomRows are n rows with values from 0 to 255.
func randomRows(n int, shape []int) media.Rows {
	size := 1
	for _, d := range shape {
		size *= d
	}
	rows := make(media.Rows, n)
	for i := range rows {
		rows[i] = make([]float32, size)
		for j := range rows[i] {
			rows[i][j] = float32(uint8((i*size + j) * 2654435761 >> 13))
		}
	}
	return rows
}
