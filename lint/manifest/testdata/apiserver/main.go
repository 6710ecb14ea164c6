// Command apiserver makes random NetworkPolicy documents, valid and broken, and
// prints what a Kubernetes API server answers to each, one JSON object a line:
// with its own strict decoder, defaults and validation, as for a create in
// namespace default. It is a module of its own, so that the linter does not
// depend on Kubernetes itself. Run it with make apiserver-oracle.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"log"
	"math/rand/v2"
	"os"
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the random documents")
	n := flag.Int("n", 1000, "how many documents")
	flag.Parse()

	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	s := newServer()
	g := &generator{Rand: rand.New(rand.NewPCG(*seed, 37))}
	for range *n {
		if err := encoder.Encode(s.ask(g.document())); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
