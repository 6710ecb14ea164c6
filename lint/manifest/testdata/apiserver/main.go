// Command apiserver prints what a Kubernetes API server answers to NetworkPolicy
// documents, one JSON object a line: with its own strict decoder, defaults and
// validation, as for a create in namespace default. The documents are random,
// valid and broken, or with -answer the "yaml" of the JSON lines on standard input,
// and with -garble too a text that is like it.
// It is a module of its own, so that the linter does not depend on Kubernetes
// itself. Run it with make apiserver-oracle.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"math/rand/v2"
	"os"
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the random documents")
	n := flag.Int("n", 1000, "how many documents")
	again := flag.Bool("answer", false, "answer the documents on standard input")
	garble := flag.Bool("garble", false, "change the documents on standard input before")
	flag.Parse()

	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	s, err := newServer()
	if err != nil {
		log.Fatal(err)
	}
	print := func(yaml string) {
		a, err := s.ask(yaml)
		if err == nil {
			err = encoder.Encode(a)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	g := &generator{Rand: rand.New(rand.NewPCG(*seed, 37))}
	if *again {
		for in := json.NewDecoder(os.Stdin); ; {
			var a answer
			if err := in.Decode(&a); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				log.Fatal(err)
			}
			if *garble {
				a.YAML = g.garbled(a.YAML)
			}
			print(a.YAML)
		}
	} else {
		for range *n {
			print(g.document())
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
