# Builds the two programs. Everything that decides their bytes is set here, and
# nothing is taken from the environment: the same sources and the same Go give
# the same files, on any machine and in any directory. tools/reproducible.sh
# tests that.
#
#   make                bin/samband-coordinator and bin/samband-client
#   make cross          the same for other systems, in bin/SYSTEM-PROCESSOR/
#   make sbom           a bill of materials beside every program in bin/
#   make sums           bin/SHA256SUMS
#   make reproducible   builds twice, independently, and compares
#   make test           go test ./..., and the tests of tools/
#   make clean          removes bin/

GO  ?= go
BIN ?= bin
SYSTEMS = linux-amd64 linux-arm64 darwin-arm64 darwin-amd64 windows-amd64
PROGRAMS = coordinator client

# Without cgo the programs are static and need no library of the system. No
# directory and no revision is recorded, so that an archive of the sources and a
# checkout of them give the same file. The rest is what Go takes by default.
SETTINGS = GOFLAGS= GOEXPERIMENT= GOFIPS140=off GOAMD64=v1 GOARM64=v8.0 CGO_ENABLED=0 GOWORK=off
FLAGS = -trimpath -buildvcs=false -mod=readonly

.PHONY: build cross sbom sums reproducible test clean $(SYSTEMS)
.NOTPARALLEL:

build:
	@mkdir -p $(BIN)
	@for p in $(PROGRAMS); do \
		$(SETTINGS) $(GO) build $(FLAGS) -o $(BIN)/samband-$$p$$($(GO) env GOEXE) ./$$p || exit 1; \
	done

cross: $(SYSTEMS)

$(SYSTEMS):
	@mkdir -p $(BIN)/$@
	@s=$@; os=$${s%-*}; end=; [ $$os != windows ] || end=.exe; \
	for p in $(PROGRAMS); do \
		GOOS=$$os GOARCH=$${s#*-} $(SETTINGS) $(GO) build $(FLAGS) -o $(BIN)/$@/samband-$$p$$end ./$$p || exit 1; \
	done
	@echo $(BIN)/$@

sbom: build
	@root=$$(pwd); for f in $$(find $(BIN) -type f -name 'samband-*' ! -name '*.json' | sort); do \
		case $$f in /*) ;; *) f=$$root/$$f ;; esac; set -- "$$@" "$$f"; \
	done; cd tools && $(GO) run ./sbom -root "$$root" "$$@"

sums: build
	@cd $(BIN) && if command -v sha256sum >/dev/null; then hash=sha256sum; else hash="shasum -a 256"; fi; \
	find . -type f -name 'samband-*' ! -name '*.json' | sed 's|^\./||' | sort | xargs $$hash >SHA256SUMS && cat SHA256SUMS

reproducible:
	@sh tools/reproducible.sh

test:
	$(GO) test ./...
	cd tools && $(GO) test ./...

clean:
	rm -rf $(BIN)
