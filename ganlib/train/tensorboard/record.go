package tensorboard

import (
	"encoding/binary"
	"hash/crc32"
)

// record frames data as a TFRecord, little endian:
//
//	uint64 length
//	uint32 masked checksum of length
//	bytes  data
//	uint32 masked checksum of data
func record(data []byte) []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, len(data)+16), uint64(len(data)))
	b = binary.LittleEndian.AppendUint32(b, masked(b))
	b = append(b, data...)
	return binary.LittleEndian.AppendUint32(b, masked(data))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is CRC-32C turned right by 15 bits, plus a constant: the checksum of data that holds its
// own checksum would else be the same for all data.
func masked(data []byte) uint32 {
	crc := crc32.Checksum(data, castagnoli)
	return (crc>>15 | crc<<17) + 0xa282ead8
}
