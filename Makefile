# Two commands matter: `make run` and `make test`. The first build compiles about 500 packages: see README.md.

.PHONY: run test bench pictures

run: ## the whole job on a made county, into out/, then the window
	@.ci/setup build
	@echo "Building (the first time about 10 to 15 minutes on two cores, nearly all of it compiling) ..."
	@cargo build --locked
	@cargo run --locked --quiet -- demo out

test: ## format, lints, all tests
	@.ci/setup test
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo test --locked
	cargo clippy --locked --no-default-features --lib --bins -- -D warnings

bench: ## speed and memory of the whole prefecture, optimised; writes docs/performance.md
	@.ci/setup build
	cargo bench --locked --bench prefecture

pictures: ## pictures of the window for docs/, under a virtual display
	@docs/pictures.sh
