package report

import (
	"io"
	"strings"

	"github.com/netpolint/netpolint/lint/config"
)

// settingJSON is one value in the schema netpolint.config/v1.
type settingJSON struct {
	Key   string          `json:"key"`
	Value any             `json:"value"`
	From  []config.Origin `json:"from"`
}

type settingsJSON struct {
	Schema   string        `json:"schema"`
	File     string        `json:"file,omitempty"`
	Settings []settingJSON `json:"settings"`
}

// SettingsJSON prints what counts in a run as one object of the schema
// netpolint.config/v1; file is the configuration, "" for none.
func SettingsJSON(w io.Writer, file string, settings []config.Setting) error {
	out := settingsJSON{Schema: "netpolint.config/v1", File: file}
	for _, s := range settings {
		out.Settings = append(out.Settings, settingJSON{Key: strings.Join(s.Path, "."), Value: s.Value, From: s.From})
	}
	return WriteJSON(w, out)
}
