package photo

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Names are the endings of files that are read. They are no more than a hint: what a file is, its
// content says.
var Names = []string{
	".jpg", ".jpeg", ".jpe", ".jif", ".jfif", ".jfi", ".pjpeg", ".pjp", ".mpo",
	".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".dib",
}

// IsNamed reports whether a file is called as one that is read.
func IsNamed(path string) bool {
	return slices.Contains(Names, strings.ToLower(filepath.Ext(path)))
}

// unreadNames are the endings of pictures in formats that are not read. The raw files of cameras
// stand here because many have the form of a TIFF file, in which a thumbnail comes first.
var unreadNames = map[string]string{}

func init() {
	for format, endings := range map[string]string{
		"HEIF":      ".heic .heif .hif",
		"AVIF":      ".avif .avifs",
		"JPEG XL":   ".jxl",
		"JPEG 2000": ".jp2 .j2k .j2c .jpc .jpf .jpx",
		"JPEG XR":   ".jxr .wdp .hdp",
		"camera raw": ".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .iiq .kdc .mef .mrw .nef .nrw .orf .pef .raf .rw2 .rwl " +
			".sr2 .srf .srw .x3f",
		"Photoshop":                ".psd .psb",
		"SVG":                      ".svg .svgz",
		"Netpbm":                   ".pbm .pgm .ppm .pnm .pam .pfm",
		"icon":                     ".ico .cur .icns",
		"TGA":                      ".tga",
		"DirectDraw Surface":       ".dds",
		"OpenEXR":                  ".exr",
		"Radiance HDR":             ".hdr",
		"QOI":                      ".qoi",
		"PCX":                      ".pcx",
		"GIMP":                     ".xcf",
		"PostScript":               ".eps",
		"FITS":                     ".fits .fit",
		"DICOM":                    ".dcm .dicom",
		"Windows Metafile":         ".emf .wmf",
		"X bitmap or pixmap":       ".xbm .xpm",
		"Silicon Graphics":         ".sgi",
		"Better Portable Graphics": ".bpg",
	} {
		for ending := range strings.FieldsSeq(endings) {
			unreadNames[ending] = format
		}
	}
}

// unreadMarks are what such files begin with, where nothing else does.
var unreadMarks = []struct{ format, mark string }{
	{"JPEG XL", "\xff\x0a"},
	{"JPEG XL", "\x00\x00\x00\x0cJXL \r\n\x87\n"},
	{"JPEG 2000", "\x00\x00\x00\x0cjP  \r\n\x87\n"},
	{"JPEG 2000", "\xff\x4f\xff\x51"},
	{"BigTIFF", "II+\x00"},
	{"BigTIFF", "MM\x00+"},
	{"Photoshop", "8BPS"},
	{"GIMP", "gimp xcf "},
	{"OpenEXR", "\x76\x2f\x31\x01"},
	{"Radiance HDR", "#?RADIANCE"},
	{"QOI", "qoif"},
	{"DirectDraw Surface", "DDS \x7c\x00\x00\x00"},
	{"Better Portable Graphics", "BPG\xfb"},
}

// Unread names the format of a picture that is not read, by the name of its file or by its first
// [HeadBytes] bytes; "" if it is read, or no picture that is known.
func Unread(path string, head []byte) string {
	if format := unreadNames[strings.ToLower(filepath.Ext(path))]; format != "" {
		return format
	}
	return unreadByMark(head)
}

func unreadByMark(head []byte) string {
	for _, m := range unreadMarks {
		if prefix(m.mark)(head) {
			return m.format
		}
	}
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return ""
	}
	switch brand := string(head[8:12]); {
	case brand == "avif" || brand == "avis":
		return "AVIF"
	case brand == "crx ":
		return "camera raw"
	case slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1"}, brand):
		return "HEIF"
	}
	return ""
}

// UnreadError says of a picture that its format is not read.
type UnreadError struct{ Format string }

func (e UnreadError) Error() string {
	return fmt.Sprintf("%s is not read: save it as PNG or JPEG", e.Format)
}

// unread says why content of no format that is read is none.
func unread(content []byte) error {
	if format := unreadByMark(content); format != "" {
		return UnreadError{format}
	}
	switch {
	case len(content) == 0:
		return fmt.Errorf("it is empty")
	case bytes.Count(content[:min(len(content), 512)], []byte{0}) == min(len(content), 512):
		return fmt.Errorf("it holds nothing but zeros")
	}
	return fmt.Errorf("its content is no picture of a format that is read")
}
