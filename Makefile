# Two commands matter: `make run` and `make test`. The first build compiles about 500 packages: see README.md.

.PHONY: run test exact soak bench pictures

run: ## the whole job on a made county, into out/, then the window
	@.ci/setup build
	@echo "Building (the first time about 10 to 15 minutes on two cores, nearly all of it compiling) ..."
	@cargo build --locked
	@cargo run --locked --quiet -- demo out

test: ## format, lints, all tests
	@.ci/setup test
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	PROPTEST_RNG_SEED=1 cargo test --locked
	cargo clippy --locked --no-default-features --lib --bins -- -D warnings

exact: ## builds with HiGHS and tests the proofs
	@.ci/setup exact
	cargo clippy --locked --features exact --lib --bins --example districting -- -D warnings
	PROPTEST_RNG_SEED=1 cargo test --locked --features exact --lib proof

soak: ## the property tests again and again on other random cases: make soak ROUNDS=20
	@.ci/setup test
	for seed in $$(shuf -i 2-1000000000 -n $(or $(ROUNDS),5)); do echo "PROPTEST_RNG_SEED=$$seed"; \
	    PROPTEST_RNG_SEED=$$seed cargo test --locked --quiet --lib || exit 1; done

bench: ## the prefecture, published instances, points, the window; writes docs/performance.md
	@.ci/setup build
	CARGO_PROFILE_DEV_OPT_LEVEL=3 cargo bench --locked --profile dev --bench prefecture --bench districting --bench points --bench desk

pictures: ## pictures of the window for docs/, under a virtual display
	@docs/pictures.sh
