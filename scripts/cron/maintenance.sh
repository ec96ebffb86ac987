#!/usr/bin/env bash
# Run the daily or the hourly KPI job and answer with the worst exit code of its steps.
#
#   maintenance.sh daily     roll up days, weeks and months, verify a sample, and prune if RUN_RETENTION=1
#   maintenance.sh hourly    sample the queues if REDIS_URL is set, and roll up hours
#   maintenance.sh           what the environment asks for: RUN_KPI_ROLLUP_HOURLY=1, RUN_KPI_ROLLUP_DAILY=1, RUN_RETENTION=1
#
# Needs DATABASE_URL. KPI_TOOL names the kpi-tool to run, KPI_TOOL_WORKERS its connections (default 1),
# KPI_TOOL_SAMPLE the windows to verify (default 20), KPI_TOOL_KEEP the messages and jobs to keep (default 30d),
# KPI_TOOL_KEEP_HOURS our own rows of hours (default: all), KPI_TOOL_QUEUE_GROUP and KPI_TOOL_QUEUE_CAP the consumer
# group and the most entries to read of a queue (defaults: kpi-tool's).
# A failing step stops none that does not need it. Exit codes: see kpi-tool; 75 (busy) counts as the least bad.
set -uo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
worst=0

find_kpi_tool() {
    local beside=$here/../../.venv/bin/kpi-tool
    if [[ -n ${KPI_TOOL:-} ]]; then
        command -v "$KPI_TOOL" || { echo "maintenance.sh: KPI_TOOL is no program: $KPI_TOOL" >&2 && return 3; }
    elif [[ -x $beside ]]; then
        echo "$beside"
    elif ! command -v kpi-tool; then
        echo "maintenance.sh: no kpi-tool: set KPI_TOOL, or put it on PATH" >&2
        return 3
    fi
}

severity() {
    case $1 in
        0) echo 0 ;;
        75) echo 1 ;;
        *) echo "$((1 + $1))" ;;
    esac
}

note() {
    if (($(severity "$1") > $(severity "$worst"))); then
        worst=$1
    fi
}

# One line of log a step: when, what, how it ended, how long it took, what it said.
step() {
    local started=$SECONDS said code
    said=$("$kpi_tool" "$@" 2>&1)
    code=$?
    note "$code"
    printf '%s %s: exit %d, %d s: %s\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" "$code" "$((SECONDS - started))" "${said//$'\n'/; }" >&2
}

rollup() {
    step rollup --period "$1" --workers "${KPI_TOOL_WORKERS:-1}"
}

daily() {
    rollup day
    rollup week
    rollup month
    step verify --sample "${KPI_TOOL_SAMPLE:-20}"
}

# Behind the rollups, and only what they have published.
retention() {
    local arguments=(--keep "${KPI_TOOL_KEEP:-30d}")
    [[ -z ${KPI_TOOL_KEEP_HOURS:-} ]] || arguments+=(--hours "$KPI_TOOL_KEEP_HOURS")
    step prune "${arguments[@]}"
}

# The rollup needs none of it: the hour that it is for is still open.
sample_queues() {
    local arguments=(--quiet)
    [[ -z ${KPI_TOOL_QUEUE_GROUP:-} ]] || arguments+=(--group "$KPI_TOOL_QUEUE_GROUP")
    [[ -z ${KPI_TOOL_QUEUE_CAP:-} ]] || arguments+=(--cap "$KPI_TOOL_QUEUE_CAP")
    step sample-queues "${arguments[@]}"
}

hourly() {
    [[ -z ${REDIS_URL:-} ]] || sample_queues
    rollup hour
}

jobs=()
case ${1:-} in
    daily | hourly) jobs=("$1") ;;
    '')
        [[ ${RUN_KPI_ROLLUP_HOURLY:-0} == 1 ]] && jobs+=(hourly)
        [[ ${RUN_KPI_ROLLUP_DAILY:-0} == 1 ]] && jobs+=(daily)
        ;;
esac
case ${1:-daily} in
    daily) [[ ${RUN_RETENTION:-0} == 1 ]] && jobs+=(retention) ;;
esac
if ((${#jobs[@]} == 0)) || (($# > 1)); then
    echo "usage: maintenance.sh daily|hourly, or set RUN_KPI_ROLLUP_DAILY=1, RUN_KPI_ROLLUP_HOURLY=1, RUN_RETENTION=1" >&2
    exit 2
fi

kpi_tool=$(find_kpi_tool) || exit 3
for job in "${jobs[@]}"; do
    case $job in
        daily) daily ;;
        hourly) hourly ;;
        retention) retention ;;
    esac
done
exit "$worst"
