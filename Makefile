# netpolint: what a contributor needs. `make check` is what CI runs.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -s -w -X github.com/netpolint/netpolint/cmd.version=$(VERSION)

# Pinned, and run straight from the module proxy: nothing to install by hand.
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: help build test check fmt vet staticcheck race tidy scaffold-test golden fuzz apiserver-oracle helm-oracle helm-golden bench bench-reach bench-rules bench-start rule clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the static binary ./netpolint
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o netpolint .
	@# Written at once, as the linker's many small writes make it start a third slower.
	@dd if=netpolint of=netpolint.new bs=67108864 2>/dev/null && chmod 755 netpolint.new && mv netpolint.new netpolint

test: ## run the tests
	$(GO) test ./...

check: fmt vet staticcheck tidy race scaffold-test ## everything that CI checks

fmt:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not gofmt'ed, run gofmt -w on:"; echo "$$out"; exit 1; fi

vet:
	$(GO) vet ./...

staticcheck:
	$(STATICCHECK) ./...

tidy:
	$(GO) mod tidy -diff

race: ## run the tests with the race detector, those that only grind left out
	$(GO) test -race -short ./...

golden: ## record the expected output of the command line and of the README, the index of the rules and the findings of testdata/recall, anew
	$(GO) test . ./cmd ./rules -update

FUZZTIME ?= 60s
fuzz: ## run every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "== $$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s $$pkg || exit 1; \
	  done; done

SEED ?= 1
N    ?= 10000
apiserver-oracle: ## compare verdicts with a real API server's on N fresh random documents (SEED=, N=)
	@cases=$$(mktemp) && trap 'rm -f "$$cases"' EXIT && \
	(cd lint/manifest/testdata/apiserver && $(GO) run . -seed $(SEED) -n $(N)) > "$$cases" && \
	NETPOLINT_APISERVER_CASES="$$cases" $(GO) test -count=1 -run '^TestAPIServer$$' -v ./lint/manifest

CHARTS ?=
helm-oracle: ## compare rendering with Helm's own: CHARTS="dir..." with made-up values too, and N random templates (SEED=, N=)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && mkdir "$$dir/values" && \
	(cd lint/render/helm/testdata/oracle && NETPOLINT_SAMPLES=$(N) NETPOLINT_SEED=$(SEED) $(GO) test -count=1 -run '^Test' -v . && $(GO) build -o "$$dir/oracle" .) && \
	if [ -n "$(CHARTS)" ]; then "$$dir/oracle" -probe "$$dir/values" -o "$$dir/answers.json" $(abspath $(CHARTS)) && \
	NETPOLINT_HELM_ORACLE="$$dir/answers.json" $(GO) test -count=1 -run '^TestOracle$$' -v ./lint/render/helm; fi

helm-golden: ## record anew what Helm makes of the charts in lint/render/helm/testdata
	@bin=$$(mktemp) && trap 'rm -f "$$bin"' EXIT && (cd lint/render/helm/testdata/oracle && $(GO) build -o "$$bin" .) && \
	cd lint/render/helm && for d in testdata/cases/*/; do "$$bin" -o "$${d}want.json" "$${d}chart" || exit 1; done

bench: build ## measure speed: 10,000 files, one file, start-up (BENCH_INPUT=dir for your own)
	$(GO) run ./lint/linttest/bench -bin ./netpolint $(if $(BENCH_INPUT),-input $(BENCH_INPUT))

comma := ,
space := $(subst ,, )
bench-reach: build ## measure reach: CLUSTERS="dir dir...", each one cluster; and the engine alone
	$(if $(CLUSTERS),$(GO) run ./lint/linttest/bench -bin ./netpolint -reach '$(subst $(space),$(comma),$(strip $(CLUSTERS)))')
	$(GO) test ./lint/reach -run '^$$' -bench Matrix -benchtime 3x

bench-rules: ## measure each rule beside reading and the model: BENCH_INPUT=dir
	NETPOLINT_BENCH=$(if $(BENCH_INPUT),$(abspath $(BENCH_INPUT))) $(GO) test ./rules -run '^$$' -bench Rules -benchtime 3x

bench-start: build ## measure start-up: CPU against an empty program, page faults, packages to initialise
	$(GO) run ./lint/linttest/bench -bin ./netpolint -start -runs 60

rule: ## scaffold a rule: make rule CODE=NP999 NAME=some-defect CATEGORY=traps
	$(GO) run ./lint/linttest/newrule -code '$(CODE)' -name '$(NAME)' -category '$(or $(CATEGORY),traps)'

scaffold-test: ## the scaffolder makes a rule that passes the conventions
	$(GO) test ./lint/linttest/newrule

clean:
	rm -f netpolint
