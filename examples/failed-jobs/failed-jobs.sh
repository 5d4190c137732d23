#!/usr/bin/env bash
# Prints the jobs that failed since a time, with reasons and remedies. Usage: failed-jobs.sh [SINCE]
# Exit code: 0 no job failed, 1 a job failed, 2 something could not be read.
set -euo pipefail

url=${GATEWAY_URL:-http://127.0.0.1:4000/graphql}
since=${1:-$(jq -nr 'now - 86400 | floor | todate')}

query='query ($since: DateTime!, $after: String) {
  jobs(first: 100, after: $after, filter: { outcomes: [FAILED, COMPLETED_WITH_FAILURES], completedAfter: $since }) {
    nodes {
      kind accountId region jobId outcome completionDate
      ... on VaultJob { diagnoses { summary remedy } }
      ... on BatchJob { causes: diagnoses { summary remedy } }
    }
    pageInfo { hasNextPage endCursor }
    sources { accountId region status message }
  }
}'

# The key is no argument of curl: all users of the machine can read those.
credentials() {
  if [ -n "${API_KEY:-}" ]; then printf 'header = "authorization: Bearer %s"\n' "$API_KEY"; fi
}

# Sends the query with a cursor, or null for the first page.
page() {
  jq -n --arg query "$query" --arg since "$since" --argjson after "$1" '{ $query, variables: { $since, $after } }' |
    curl --silent --show-error --fail-with-body --config <(credentials) "$url" -H 'content-type: application/json' \
      --data-binary @-
}

status=0
after=null
while [ "$after" != done ]; do
  answer=$(page "$after") || { echo "$answer" >&2; exit 2; }

  # What could not be read: fields, accounts and regions. An account without vaults is no problem.
  problems=$(jq -r '(.errors // [])[].message, (.data.jobs.sources // [] | .[] |
    select(.status != "OK" and .status != "CLOSED_TO_ACCOUNT") | "\(.accountId) \(.region): \(.message)")' <<<"$answer")
  if [ -n "$problems" ]; then echo "$problems" >&2; status=2; fi

  jq -r '(.data.jobs.nodes // [])[] | "\(.completionDate) \(.accountId) \(.region) \(.kind) \(.jobId) \(.outcome)",
    ((.diagnoses // .causes // [])[] | "    \(.summary)", "    \(.remedy)")' <<<"$answer"
  if [ "$status" = 0 ] && jq -e '(.data.jobs.nodes // []) != []' <<<"$answer" >/dev/null; then status=1; fi
  after=$(jq -r '.data.jobs.pageInfo | if .hasNextPage then (.endCursor | tojson) else "done" end' <<<"$answer")
done
exit "$status"
