#!/bin/bash
# roots.sh - one Debian root per mail server, for run.sh
#
# usage: LAB_DIR=DIR lab/roots.sh [MTA...]
#
# Makes $LAB_DIR/root-MTA with mmdebstrap for every MTA named (all when none is), about 60 s and 210 MB each.
# A root that is there already is left alone; a root that could not be made is told at the end and costs exit 1.
# exit 77: not root, or no mmdebstrap.
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

SUITE=bookworm

# MTA and the Debian packages it wants.
packages() {
	case $1 in
	postfix) echo postfix,opendkim,libsasl2-modules,sasl2-bin,dovecot-sieve,dovecot-lmtpd ;;
	exim) echo exim4-daemon-heavy ;;
	sendmail) echo sendmail-bin,sendmail-base,sendmail-cf,m4,make,vacation,sasl2-bin,libsasl2-modules,libsasl2-modules-db ;;
	opensmtpd) echo opensmtpd ;;
	courier) echo courier-mta,maildrop ;;
	dma) echo dma ;;
	nullmailer) echo nullmailer ;;
	*) return 1 ;;
	esac
}

skip() {
	echo "roots.sh: $1" >&2
	exit 77
}

[ "$(id -u)" -eq 0 ] || skip "must be root"
command -v mmdebstrap >/dev/null || skip "mmdebstrap is missing (Debian package mmdebstrap)"
: "${LAB_DIR:?a folder with a few GB free}"
mkdir -p "$LAB_DIR" && cd "$LAB_DIR" || exit 1

[ $# -gt 0 ] || set -- postfix exim sendmail opensmtpd courier dma nullmailer
failed=
for mta; do
	[ -e "root-$mta/.ready" ] && continue
	list=$(packages "$mta") || { echo "roots.sh: no such MTA: $mta" >&2; exit 2; }
	rm -rf --one-file-system "root-$mta"
	echo "roots.sh: making root-$mta, see $LAB_DIR/root-$mta.log"
	if mmdebstrap --mode=root --variant=minbase --include="$list" \
		--aptopt='APT::Install-Recommends "false"' "$SUITE" "root-$mta" >"root-$mta.log" 2>&1; then
		touch "root-$mta/.ready"
	else
		failed="$failed $mta"
	fi
done
[ -z "$failed" ] || { echo "roots.sh: could not be made:$failed" >&2; exit 1; }
