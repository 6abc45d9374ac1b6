# make demo   the main job on the CDNOW log: summarise, fit, predict, evaluate
# make test   every test
# make lint   the formatter's rules, strictly
# make bench  the benchmarks (a package of its own)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: demo test lint bench build dependencies clean

DEMO := demo
LOG := Models/CDNOW/cdnow_sample.csv.gz
CALIBRATION_END := 1997-09-30

ifeq ($(shell uname -s),Darwin)
export PKG_CONFIG_PATH := $(shell brew --prefix openblas 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

demo: build
	@mkdir -p $(DEMO)
	@clv="$$(swift build -c release --show-bin-path)/clv"; \
	say() { printf '\n\033[1m$$ clv %s\033[0m\n' "$$*"; "$$clv" "$$@"; }; \
	say summarize $(LOG) --unit week --observation-end $(CALIBRATION_END) --output $(DEMO)/summary.csv; \
	say fit $(LOG) --unit week --observation-end $(CALIBRATION_END) --quiet --output $(DEMO)/model.json; \
	say predict $(DEMO)/model.json $(LOG) --observation-end $(CALIBRATION_END) --horizon 365d --quiet --output $(DEMO)/predictions.csv; \
	printf '\nThe first customers of it, with fewer columns and digits:\n\n'; \
	"$$clv" predict $(DEMO)/model.json $(LOG) --observation-end $(CALIBRATION_END) --horizon 365d --quiet --digits 3 \
	  --columns customer_id,frequency,p_alive,expected_transactions,expected_spend,predicted_value,expected_next_purchase \
	  | awk -F, 'NR > 6 { exit } { line = " "; for (i = 1; i <= NF; i++) { if (NR == 1) width[i] = length($$i); line = line sprintf(" %" width[i] "s", $$i) } print line }'; \
	say evaluate $(LOG) --unit week --calibration-end $(CALIBRATION_END) --quiet --output $(DEMO)/evaluation.json; \
	printf '\nThe files: %s\n' "$(DEMO)/summary.csv  $(DEMO)/model.json  $(DEMO)/predictions.csv  $(DEMO)/evaluation.json"

build: dependencies
	swift build -c release --product clv

test: dependencies
	swift test

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks

bench: dependencies
	$(MAKE) -C Benchmarks bench

# System libraries: OpenBLAS and LAPACK for the optimiser, zlib for .gz files.
dependencies:
	@command -v swift >/dev/null || { echo "Swift 6.2 or later is needed: https://www.swift.org/install" >&2; exit 1; }
ifeq ($(shell uname -s),Darwin)
	@for package in openblas pkgconf; do brew list "$$package" >/dev/null 2>&1 || brew install "$$package"; done
else
	@missing=""; \
	for package in libopenblas-dev liblapack-dev zlib1g-dev pkg-config; do \
	  dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { echo "install the counterparts of these Debian packages:$$missing" >&2; exit 1; }; \
	  if [ "$$(id -u)" = 0 ]; then run=""; else run="sudo"; fi; \
	  echo "installing:$$missing"; \
	  $$run apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq $$missing >/dev/null; \
	fi
endif

clean:
	rm -rf .build Benchmarks/.build $(DEMO)
