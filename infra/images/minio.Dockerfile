# MinIO's server, as `make bin/minio` built it.
FROM scratch
COPY minio /minio
USER 65532:65532
ENTRYPOINT ["/minio"]
