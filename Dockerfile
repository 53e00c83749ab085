# The command as a static program, in an image of nothing else: docker build -t ovh-order .
FROM rust:1.95-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /source
COPY . .
# What is downloaded and compiled stays for the next build.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --locked --profile dist --bin ovh-order && cp target/dist/ovh-order / && mkdir /state

FROM scratch
COPY --from=build /ovh-order /ovh-order
# The certificate authority of `sandbox --tls` and the journal stay here.
COPY --from=build --chown=65534:65534 /state /state
ENV XDG_STATE_HOME=/state HOME=/state
USER 65534:65534
EXPOSE 8080
ENTRYPOINT ["/ovh-order"]
CMD ["sandbox", "--listen", "0.0.0.0:8080"]
