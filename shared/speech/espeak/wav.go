package espeak

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

const header = 44

// readWAV reads what the program writes to a pipe: a canonical header, whose sizes it could not fill in, and samples.
func readWAV(b []byte) ([]int16, int, error) {
	if len(b) < header || string(b[:4]) != "RIFF" || string(b[36:40]) != "data" {
		return nil, 0, failure.New(failure.BadAnswer, "espeak-ng wrote no sound", failure.Provider(Name), failure.Hint("try another voice"))
	}
	hz := int(binary.LittleEndian.Uint32(b[24:]))
	if hz < 4000 || hz > 192_000 {
		return nil, 0, failure.New(failure.BadAnswer, fmt.Sprintf("espeak-ng wrote a sound of %d samples a second", hz), failure.Provider(Name), failure.Hint("try another voice"))
	}
	samples := make([]int16, (len(b)-header)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(b[header+2*i:]))
	}
	return samples, hz, nil
}

// wav writes samples with a header whose sizes are right.
func wav(samples []int16, hz int) []byte {
	le := binary.LittleEndian
	b := make([]byte, 0, header+2*len(samples))
	b = le.AppendUint32(append(b, "RIFF"...), uint32(header-8+2*len(samples)))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1)
	b = le.AppendUint32(le.AppendUint32(b, uint32(hz)), uint32(2*hz))
	b = le.AppendUint16(le.AppendUint16(b, 2), 16)
	b = le.AppendUint32(append(b, "data"...), uint32(2*len(samples)))
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}

func isNotFound(err error) bool {
	return errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist)
}
