package script

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// system is the default system prompt. It asks for what the original's does.
const system = `You write the narration of short videos. A voice reads your answer aloud exactly as you write it.

Write only the words to be spoken:
- begin with the subject itself: no greeting, no "welcome", no announcement of the video;
- no title, headings, lists, Markdown, emoji or stage directions, and no speaker marks such as "Narrator:";
- never mention these instructions, the number of paragraphs, or that you are writing a script;
- short, clear sentences that sound natural when spoken, each ended by its punctuation mark;
- state facts only where you are sure of them.
Part paragraphs by an empty line.`

// prompt is what the model is asked. tag is the language that the user wants, empty to follow the subject.
func prompt(in steps.ScriptInput, tag string) llm.Request {
	paragraphs := max(in.Paragraphs, 1)
	var user strings.Builder
	fmt.Fprintf(&user, "Subject: %s\n", strings.TrimSpace(in.Subject))
	if paragraphs == 1 {
		user.WriteString("Length: 1 paragraph of 70 to 90 words\n")
	} else {
		fmt.Fprintf(&user, "Length: %d paragraphs\n", paragraphs)
	}
	if tag != "" {
		fmt.Fprintf(&user, "Language: %s (%s)\n", language.Name(tag), tag)
	} else {
		user.WriteString("Language: that of the subject\n")
	}
	if extra := strings.TrimSpace(in.Prompt); extra != "" {
		fmt.Fprintf(&user, "Further requirements:\n%s\n", extra)
	}
	return llm.Request{Task: llm.Script, System: cmp.Or(strings.TrimSpace(in.SystemPrompt), system), User: user.String(),
		Subject: in.Subject, Language: tag, Paragraphs: paragraphs}
}
