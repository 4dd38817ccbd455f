#!/usr/bin/perl
# vbounce.pl - what SpamAssassin's VBounce says of incidents, for evaluate.py
#
# In: lines "ID TAB HOST HOST... TAB MAILBOX" on standard input, with the owner's hosts. Out: "ID TAB SHARE", the share of
# the mailbox's mails in which VBounce found the owner's servers (__MY_SERVERS_FOUND): by it, bounces of his own mail.
# exit 77: SpamAssassin is not installed.
# SPDX-License-Identifier: LGPL-2.1-or-later
use strict;
use warnings;

eval { require Mail::SpamAssassin; 1 } or do { print STDERR "vbounce.pl: SpamAssassin is not installed\n"; exit 77 };

my $rules = <<'END';
util_rb_tld example
loadplugin Mail::SpamAssassin::Plugin::VBounce
body __MY_SERVERS_FOUND eval:check_welcomelist_bounce_relays()
meta MY_SERVERS __MY_SERVERS_FOUND
loadplugin Mail::SpamAssassin::Plugin::Check
END

while (my $line = <STDIN>) {
	chomp $line;
	my ($id, $hosts, $path) = split /\t/, $line;
	my $judge = Mail::SpamAssassin->new({
		config_text => $rules . "welcomelist_bounce_relays $hosts\n",
		local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null',
	});
	open my $file, '<:raw', $path or die "$path: $!\n";
	my $text = do { local $/; <$file> };
	my @mails = grep { length } split /^From \N*\n/m, $text;
	my $found = 0;
	for my $mail (@mails) {
		$mail =~ s/^>(>*From )/$1/mg;
		my $status = $judge->check($judge->parse($mail));
		$found++ if $status->get_names_of_tests_hit() =~ /\bMY_SERVERS\b/;
		$status->finish();
	}
	printf "%s\t%.4f\n", $id, @mails ? $found / @mails : 0;
	$judge->finish();
}
