#!/bin/sh
# What is secret comes as files, and becomes the variables that Prefect reads.
set -eu
folder=${SECRETS_FOLDER:-/run/secrets}
read_secret() { [ ! -r "$folder/$1" ] || tr -d '\n' < "$folder/$1"; }

auth=$(read_secret prefect_auth)
[ -z "$auth" ] || export PREFECT_API_AUTH_STRING="$auth" PREFECT_SERVER_API_AUTH_STRING="$auth"
password=$(read_secret postgres_password)
[ -z "$password" ] || [ -z "${POSTGRES_HOST:-}" ] || \
    export PREFECT_SERVER_DATABASE_CONNECTION_URL="postgresql+asyncpg://prefect:$password@$POSTGRES_HOST/prefect"
exec "$@"
