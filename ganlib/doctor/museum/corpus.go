package museum

import (
	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/lsgan"
	"gophergan/ganlib/zoo/plane"
	"gophergan/ganlib/zoo/sngan"
	"gophergan/ganlib/zoo/stylegan2"
	"gophergan/ganlib/zoo/wgan"
	"gophergan/ganlib/zoo/wgangp"
)

// Corpus lists all exhibits.
func Corpus() []Exhibit {
	var all []Exhibit
	add := func(kind doctor.Kind, name, how string, steps int, s subject, r train.Recipe, config ...func(*train.Config)) {
		e := Exhibit{Name: name, Kind: kind, How: how, Steps: steps, Seeds: []uint64{1, 2, Judged}, Recipe: r, subject: s}
		if len(config) > 0 {
			e.config = config[0]
		}
		all = append(all, e)
	}
	seeds := func(seeds ...uint64) { all[len(all)-1].Seeds = seeds } // of the exhibit that was added last
	const many = 1000                                                // images, too many to be learned by heart in these steps

	add(doctor.BadRange, "range-01", "images in [0, 1]", 400, digits(many).fedAs("in [0, 1]", func(x float32) float32 { return (x + 1) / 2 }), mlp(nil))
	add(doctor.BadRange, "range-255", "images in [0, 255]", 400, digits(many).fedAs("in [0, 255]", func(x float32) float32 { return (x + 1) * 127.5 }), mlp(nil))
	add(doctor.BadRange, "range-normal", "images with mean 0 and deviation 1", 400, digits(many).fedAs("standardised", func(x float32) float32 { return (x + 0.72) / 0.5 }), mlp(nil))

	add(doctor.Divergence, "diverge-rate", "both rates 1", 300, digits(many), mlp(func(r *gan.GAN) { r.AdamD.LearningRate, r.AdamG.LearningRate = 1, 1 }))
	add(doctor.Divergence, "diverge-d", "D's rate 3", 300, digits(many), mlp(func(r *gan.GAN) { r.AdamD.LearningRate, r.Dropout = 3, 0 }))
	add(doctor.Divergence, "diverge-nan", "both rates 1e12, which no float bears for long", 300, digits(many), mlp(func(r *gan.GAN) { r.AdamD.LearningRate, r.AdamG.LearningRate = 1e12, 1e12 }))
	add(doctor.Divergence, "diverge-critic", "a critic with a rate of 0.3 and nothing that bounds it", 300, ring(64), points(func(r *plane.Plane) {
		r.Loss, r.R1, r.AdamD.LearningRate, r.AdamG.LearningRate = plane.Wasserstein, 0, 0.3, 0.3
	}))

	add(doctor.Exploding, "explode-critic", "a Wasserstein critic with nothing that bounds its slope", 600, ring(64), points(func(r *plane.Plane) {
		r.Loss, r.R1, r.AdamD.LearningRate, r.AdamG.LearningRate = plane.Wasserstein, 0, 2e-2, 5e-3
	}))
	add(doctor.Exploding, "explode-wgan", "a WGAN whose clipping starts at 100", 300, digits(many).times(2), smallWGAN(func(r *wgan.WGAN) { r.Clip, r.NCritic, r.RMSPropD.LearningRate = 100, 2, 2e-3 }))
	add(doctor.Exploding, "explode-gp", "a WGAN-GP with λ = 0", 300, digits(many).times(2), smallGP(func(r *wgangp.WGANGP) { r.Lambda, r.AdamD.LearningRate = 0, 2e-3 }))

	add(doctor.Overfitting, "overfit-24", "24 digits, a large D without dropout", 600, digits(24), mlp(func(r *gan.GAN) { r.HiddenD, r.Dropout = []int{256}, 0 }))
	add(doctor.Overfitting, "overfit-60", "60 digits, a large D without dropout", 800, digits(60), mlp(func(r *gan.GAN) { r.HiddenD, r.Dropout = []int{256, 128}, 0 }))
	add(doctor.Overfitting, "overfit-8", "8 digits, a large D without dropout", 600, digits(8), mlp(func(r *gan.GAN) { r.HiddenD, r.Dropout = []int{256}, 0 }))

	add(doctor.Overfitting, "overfit-300", "300 faces, 128 times each, DCGAN", 1200, faces(300), onFaces(false))
	seeds(1, Judged)

	add(doctor.Still, "still-rate", "G's rate 1e-8", 400, digits(many), mlp(func(r *gan.GAN) { r.AdamG.LearningRate = 1e-8 }))
	add(doctor.Still, "still-epsilon", "ε of G's Adam 1000 in place of 1e-8", 400, digits(many), mlp(func(r *gan.GAN) { r.AdamG.Epsilon = 1000 }))
	add(doctor.Still, "still-schedule", "a schedule that ends at a tenth of the run", 600, digits(many), mlp(nil), func(c *train.Config) {
		c.LearningRate = train.Schedule{{Step: 0, Factor: 1}, {Step: 60, Factor: 0}}
	})

	add(doctor.Vanishing, "vanish-saturating", "the saturating loss against a fast D", 500, digits(many), mlp(func(r *gan.GAN) {
		r.Saturating, r.Dropout, r.AdamD.LearningRate, r.AdamG.LearningRate = true, 0, 5e-3, 5e-5
	}))
	add(doctor.Vanishing, "vanish-k", "the saturating loss and three steps of D", 400, digits(many).times(3), mlp(func(r *gan.GAN) {
		r.Saturating, r.Dropout, r.K, r.AdamG.LearningRate = true, 0, 3, 5e-5
	}))
	add(doctor.Vanishing, "vanish-faces", "the saturating loss against a large D", 500, faces(many), face(func(r *gan.GAN) {
		r.Saturating, r.Dropout, r.HiddenD, r.AdamG.LearningRate = true, 0, []int{256}, 1e-4
	}))

	add(doctor.TooStrong, "strong-fast", "D's rate 250 times G's", 500, digits(many), mlp(func(r *gan.GAN) { r.Dropout, r.AdamD.LearningRate, r.AdamG.LearningRate = 0, 5e-3, 2e-5 }))
	add(doctor.TooStrong, "strong-k", "five steps of D for one of G, which is slow, no dropout", 400, digits(many).times(5), mlp(func(r *gan.GAN) { r.Dropout, r.K, r.AdamG.LearningRate = 0, 5, 5e-5 }))
	add(doctor.TooStrong, "strong-large", "a large and fast D on faces, no dropout", 500, faces(many), face(func(r *gan.GAN) {
		r.Dropout, r.HiddenD, r.AdamD.LearningRate, r.AdamG.LearningRate = 0, []int{256, 128}, 2e-3, 3e-5
	}))

	add(doctor.Collapse, "collapse-momentum", "both rates 5e-3 with β₁ = 0.95", 500, digits(many), mlp(hasty))
	add(doctor.Collapse, "collapse-fast", "G's rate 17 times D's", 600, digits(many), mlp(func(r *gan.GAN) { r.AdamD.LearningRate, r.AdamG.LearningRate = 3e-4, 5e-3 }))
	add(doctor.Collapse, "collapse-weak", "a D of 4 hidden units", 800, digits(many), mlp(func(r *gan.GAN) { r.HiddenD, r.Dropout, r.AdamG.LearningRate = []int{4}, 0, 2e-3 }))
	add(doctor.Collapse, "collapse-faces", "both rates 5e-3 with β₁ = 0.95, on faces", 500, faces(many), face(hasty))

	linear := func(l plane.Loss, spectral bool, rate float64) plane.Plane {
		return points(func(r *plane.Plane) {
			r.Loss, r.Spectral, r.R1, r.HiddenG, r.HiddenD = l, spectral, 0, []int{}, []int{}
			r.AdamD.LearningRate, r.AdamG.LearningRate, r.AdamD.Beta1, r.AdamG.Beta1 = rate, rate, 0.5, 0.5
		})
	}
	critic := linear(plane.Wasserstein, true, 1e-2)
	add(doctor.Oscillation, "swing-critic", "a linear Wasserstein critic of bounded slope, and a linear G", 1000, ring(64), critic)
	critic.HiddenG = points(nil).HiddenG
	add(doctor.Oscillation, "swing-net", "the same critic, and a G with two hidden layers", 1000, ring(64), critic)
	add(doctor.Oscillation, "swing-fast", "the first pair at three times its rates", 1000, ring(64), linear(plane.Wasserstein, true, 3e-2))
	add(doctor.Oscillation, "swing-momentum", "small networks, high rates, β₁ = 0.9", 1000, ring(64), points(func(r *plane.Plane) {
		r.R1, r.HiddenD, r.HiddenG = 0, []int{8}, []int{32}
		r.AdamD.LearningRate, r.AdamG.LearningRate, r.AdamD.Beta1, r.AdamG.Beta1 = 1e-2, 2e-2, 0.9, 0.9
	}))

	add(doctor.Healthy, "healthy-digits", "the recipe as it is", 1000, digits(many), mlp(nil))
	add(doctor.Healthy, "healthy-slow", "half the rates", 1200, digits(many), mlp(func(r *gan.GAN) { r.AdamD.LearningRate, r.AdamG.LearningRate = 5e-4, 5e-4 }))
	add(doctor.Healthy, "healthy-faces", "the recipe as it is, on faces", 1000, faces(many), face(nil))
	add(doctor.Healthy, "healthy-dcgan", "DCGAN", 300, digits(many), smallDCGAN(nil))
	add(doctor.Healthy, "healthy-900", "900 faces, 107 times each, DCGAN", 3000, faces(900), onFaces(false))
	seeds(1, Judged)
	add(doctor.Healthy, "healthy-2000", "2,000 faces, 19 times each, DCGAN", 1200, faces(2000), onFaces(false))
	seeds(1, Judged)
	add(doctor.Healthy, "cured-300", "the run on 300 faces, with ADA", 1200, faces(300), onFaces(true))
	seeds(1, Judged)
	add(doctor.Healthy, "ada-900", "the run on 900 faces, with ADA", 3000, faces(900), onFaces(true))
	seeds(1, Judged)
	add(doctor.Healthy, "ada-2000", "the run on 2,000 faces, with ADA", 1200, faces(2000), onFaces(true))
	seeds(1, Judged)
	add(doctor.Healthy, "healthy-lsgan", "LSGAN", 300, digits(many), smallLSGAN())
	add(doctor.Healthy, "healthy-wgangp", "WGAN-GP", 300, digits(many).times(2), smallGP(nil))
	add(doctor.Healthy, "healthy-wgan", "WGAN", 300, digits(many).times(2), smallWGAN(func(r *wgan.WGAN) { r.NCritic = 2 }))
	add(doctor.Healthy, "healthy-sngan", "SN-GAN with one step of D for one of G", 300, digits(many), smallSN())
	add(doctor.Healthy, "healthy-style", "StyleGAN2", 150, faces(many), stylegan2.Tiny())
	add(doctor.Healthy, "healthy-ring", "zoo/plane's Recommended", 1000, ring(64), points(nil), func(c *train.Config) {
		c.LearningRate = plane.Decay(1000).LearningRate
	})
	return all
}

// hasty players leap over each other with momentum.
func hasty(r *gan.GAN) {
	r.AdamD.LearningRate, r.AdamG.LearningRate, r.AdamD.Beta1, r.AdamG.Beta1, r.Dropout = 5e-3, 5e-3, 0.95, 0.95, 0
}

// mlp is a GAN for digits of 14×14 that trains in seconds.
func mlp(change func(*gan.GAN)) gan.GAN {
	r := gan.Paper()
	r.Height, r.Width, r.Channels = 14, 14, 1
	r.Z, r.HiddenG, r.HiddenD = 16, []int{128}, []int{128}
	r.AdamD.LearningRate, r.AdamG.LearningRate = 1e-3, 1e-3
	if change != nil {
		change(&r)
	}
	return r
}

// face is the same for faces of 16×16.
func face(change func(*gan.GAN)) gan.GAN {
	return mlp(func(r *gan.GAN) {
		r.Height, r.Width, r.Channels = 16, 16, 3
		if change != nil {
			change(r)
		}
	})
}

func points(change func(*plane.Plane)) plane.Plane {
	r := plane.Recommended()
	r.HiddenG, r.HiddenD = []int{64, 64}, []int{64, 64}
	if change != nil {
		change(&r)
	}
	return r
}

func smallDCGAN(change func(*dcgan.DCGAN)) dcgan.DCGAN {
	r := dcgan.Paper()
	r.Size, r.Channels, r.Z, r.Base = 14, 1, 16, 16
	if change != nil {
		change(&r)
	}
	return r
}

// onFaces is DCGAN for faces of 16×16. With ADA p follows sooner than in the paper: these runs see
// 38,400 images and not 25 million.
func onFaces(ada bool) dcgan.DCGAN {
	r := dcgan.Paper()
	r.Size, r.Z, r.Base = 16, 64, 32
	r.AdamD.LearningRate, r.AdamG.LearningRate = 5e-4, 5e-4
	if ada {
		r.Augment, r.ADA.Images = "ada", 20_000
	}
	return r
}

func smallLSGAN() lsgan.LSGAN {
	r := lsgan.Paper()
	r.Size, r.Channels, r.Z, r.Base = 14, 1, 16, 16
	return r
}

func smallGP(change func(*wgangp.WGANGP)) wgangp.WGANGP {
	r := wgangp.Paper()
	r.Size, r.Channels, r.Z, r.Base, r.NCritic = 14, 1, 16, 16, 2
	r.AdamD.LearningRate, r.AdamG.LearningRate = 5e-4, 5e-4
	if change != nil {
		change(&r)
	}
	return r
}

func smallWGAN(change func(*wgan.WGAN)) wgan.WGAN {
	r := wgan.Paper()
	r.Size, r.Channels, r.Z, r.Base = 14, 1, 16, 16
	r.RMSPropD.LearningRate, r.RMSPropG.LearningRate = 5e-4, 5e-4
	if change != nil {
		change(&r)
	}
	return r
}

func smallSN() sngan.SNGAN {
	r := sngan.Paper()
	r.Size, r.Channels, r.Z, r.Base, r.NDis = 14, 1, 16, 16, 1
	return r
}
