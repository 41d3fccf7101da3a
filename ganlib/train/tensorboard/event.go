package tensorboard

import (
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// Numbers of the fields in TensorBoard's event.proto and summary.proto.
const (
	eventWallTime    = 1 // double, seconds since 1970
	eventStep        = 2 // int64
	eventFileVersion = 3 // string
	eventSummary     = 5 // Summary
	eventSessionLog  = 7 // SessionLog
	sessionStatus    = 1 // enum
	statusStart      = 1 // START: forget what was read of this step and later ones
	summaryValue     = 1 // Value, repeated
	valueTag         = 1 // string
	valueSimple      = 2 // float
	valueImage       = 4 // Image
	imageHeight      = 1 // int32
	imageWidth       = 2 // int32
	imageColorspace  = 3 // int32
	imageEncoded     = 4 // bytes
	colorspaceRGB    = 3 // what the PNG has does not matter to TensorBoard
)

// version is the text that the first event of every file has.
const version = "brain.Event:2"

func versionEvent(now time.Time) []byte {
	return appendBytes(event(now, 0), eventFileVersion, []byte(version))
}

// restartEvent makes TensorBoard drop what it has read of the step and of later ones.
func restartEvent(now time.Time, step int) []byte {
	return appendBytes(event(now, step), eventSessionLog, appendInt(nil, sessionStatus, statusStart))
}

func scalarEvent(now time.Time, step int, tag string, value float64) []byte {
	v := appendBytes(nil, valueTag, []byte(tag))
	v = protowire.AppendTag(v, valueSimple, protowire.Fixed32Type)
	v = protowire.AppendFixed32(v, math.Float32bits(float32(value)))
	return summaryEvent(now, step, v)
}

func imageEvent(now time.Time, step int, tag string, width, height int, png []byte) []byte {
	img := appendInt(nil, imageHeight, height)
	img = appendInt(img, imageWidth, width)
	img = appendInt(img, imageColorspace, colorspaceRGB)
	img = appendBytes(img, imageEncoded, png)
	return summaryEvent(now, step, appendBytes(appendBytes(nil, valueTag, []byte(tag)), valueImage, img))
}

// summaryEvent is an event with a summary of one value.
func summaryEvent(now time.Time, step int, value []byte) []byte {
	return appendBytes(event(now, step), eventSummary, appendBytes(nil, summaryValue, value))
}

// event is what all events begin with.
func event(now time.Time, step int) []byte {
	b := protowire.AppendTag(nil, eventWallTime, protowire.Fixed64Type)
	b = protowire.AppendFixed64(b, math.Float64bits(float64(now.UnixMicro())/1e6))
	return appendInt(b, eventStep, step)
}

func appendInt(b []byte, field protowire.Number, v int) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(v))
}

func appendBytes(b []byte, field protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), v)
}
