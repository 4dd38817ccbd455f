# peer.pl - bench.c for readers of bounces in Perl: MODULE PASSES <LIST, and "MAILS BYTES CPU WALL" comes out
#
# MODULE is Sisimai (Debian: libsisimai-perl) or Mail::DeliveryStatus::BounceParser (libmail-deliverystatus-bounceparser-perl).
#
# SPDX-License-Identifier: LGPL-2.1-or-later
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_PROCESS_CPUTIME_ID CLOCK_MONOTONIC);

my %readers = (
	'Sisimai' => sub { my $mail = shift; Sisimai->dump (\$mail) },
	'Mail::DeliveryStatus::BounceParser' => sub { Mail::DeliveryStatus::BounceParser->new (shift)->reports },
);
my ($module, $passes) = @ARGV;
my $reader = $readers{$module // ''} or die "usage: peer.pl MODULE PASSES <LIST\n";
eval "require $module" or die $@;

my ($bytes, @mails) = 0;
while (my $path = <STDIN>) {
	chomp $path;
	open my $file, '<:raw', $path or die "$path: $!\n";
	local $/;
	push @mails, scalar <$file>;
	$bytes += length $mails[-1];
}

sub read_mails {
	for my $mail (@_) {
		eval { $reader->($mail) };
	}
}

open STDERR, '>', '/dev/null';
read_mails (@mails[0 .. ($#mails < 49 ? $#mails : 49)]);
my ($cpu, $wall) = (clock_gettime (CLOCK_PROCESS_CPUTIME_ID), clock_gettime (CLOCK_MONOTONIC));
read_mails (@mails) for 1 .. $passes;
printf "%d %d %.6f %.6f\n", scalar @mails, $bytes, clock_gettime (CLOCK_PROCESS_CPUTIME_ID) - $cpu, clock_gettime (CLOCK_MONOTONIC) - $wall;
