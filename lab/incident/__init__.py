# incident - bounce incidents of known cause; ../incidents.py draws them, in batches, and runs each batch by batch.py
#
#	names.py	names nobody has had before	letters.py	mails, from the templates of scenarios/styles.json
#	plan.py		draws batches and incidents	network.py	the hosts of a batch: receivers, forwarders, a provider ...
#	causes.py	what each cause sends		batch.py	runs one batch in its namespaces
#	owners.py	draws an owner: his servers, computers, habits
#	shapes.py	what servers write that are not to be had	shaped.py	a server that writes so
#	proxy.py	a content filter on the way	record.py	what is known of an incident
# SPDX-License-Identifier: LGPL-2.1-or-later
