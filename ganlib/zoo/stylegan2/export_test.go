package stylegan2

// What the steps draw, for the tests.
var (
	Mixed  = StyleGAN2.mixed
	Styles = StyleGAN2.styles
)
