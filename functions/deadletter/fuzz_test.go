package deadletter

import (
	"encoding/base64"
	"encoding/json"
	"testing"
	"unicode/utf8"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// FuzzReason looks that every dead letter has a reason to show, whatever a receiver answered, and a status that is one.
func FuzzReason(f *testing.F) {
	why, _ := json.Marshal(failure.New(failure.UnknownVoice, "no such voice", failure.Hint("choose another")))
	f.Add(string(why), "400")
	f.Add(base64.StdEncoding.EncodeToString(why), "503")
	f.Add("<html>bad gateway</html>", "502")
	f.Add(`{"code":"internal"}`, "-7")
	f.Add(`null`, "99999999999999999999")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, data, code string) {
		e := cloudevents.New()
		e.SetExtension(dataExtension, data)
		e.SetExtension(codeExtension, code)
		why := Reason(e)
		if why == nil || why.Code == "" || why.Message == "" {
			t.Fatalf("the reason is %+v", why)
		}
		if why.Code == failure.Undeliverable && why.Hint == "" {
			t.Errorf("nobody knows what to do: %+v", why)
		}
		if !utf8.ValidString(why.Message) {
			t.Errorf("the message is %q", why.Message)
		}
		if status := statusOf(e); status != 0 && (status < 100 || status > 999) {
			t.Errorf("the status is %d", status)
		}
		if _, err := json.Marshal(why); err != nil {
			t.Error(err)
		}
	})
}
