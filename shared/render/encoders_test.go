package render

import (
	"slices"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/video"
)

func TestEncoders(t *testing.T) {
	t.Parallel()
	got, err := Encoders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(got, "libx264") {
		t.Errorf("encoders = %v, want libx264 among them", got)
	}
	if Works(t.Context(), "h264_none") {
		t.Error("an encoder that does not exist works")
	}
	for _, name := range got {
		if name != "libx264" && !slices.Contains(video.HardwareEncoders(), name) {
			t.Errorf("%s is offered", name)
		}
	}
}
