/*
 * record.h - the record as the stations fill it
 *
 * Everything hangs on the record's arena.  Once bounce_parse() has returned it, nobody writes to
 * it again but the lazily made JSON, which is published atomically.
 *
 * A string is NULL where the mail does not say; it is always valid UTF-8.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_RECORD_H
#define BNC_RECORD_H

#include "bounce.h"
#include "core/arena.h"
#include "core/ways.h"

/* A date as the mail states it: seconds since 1970 UTC and the offset it was written in. */
typedef struct {
	int64_t seconds;        /* BOUNCE_NO_TIME: not stated, or no date */
	int32_t offset_minutes; /* east of UTC */
} when_t;

#define WHEN_NONE ((when_t) { BOUNCE_NO_TIME, 0 })

/* One Received field (RFC 5321, 4.4), in the words of whoever wrote it. */
struct bounce_hop {
	const char *from;          /* the client's name: reverse DNS where the form tells them apart, else what it said */
	const char *helo;          /* what it said in HELO or EHLO */
	const char *looked_up;     /* the client's name, where the writer looked it up and found that it leads back to the address */
	const char *client;        /* its address, IPv4 or IPv6 in text, no brackets, no "IPv6:" */
	const char *by;            /* the host that wrote the field */
	const char *by_address;    /* its own address, where the form has it (Exchange) */
	const char *with;          /* protocol: ESMTPSA ... */
	const char *id;            /* queue id */
	const char *rcpt;          /* the "for" address */
	const char *envelope_from; /* (envelope-from <...>), where the form has it; "" for <> */
	const char *account;       /* authenticated user, where named */
	const char *local_user;    /* submitted on the host itself: user name or "uid N" */
	bool authenticated;        /* a user proved who he is: ESMTPA, ESMTPSA, "authenticated bits=0", ... */
	bool local;                /* no client over the network: uid, pickup, local, invoked by, HTTP script */
	bool names_nobody;         /* a form in which no name is the writer's: what the client said, or a reverse name that it did not check */
	bool within;               /* by its form from a service of the writer's own installation: Exchange's way into the mailbox */
	bool is_pair;              /* qmail: this field and the next describe one hop */
	const char *text;          /* the field itself, on one line; of a pair both, with a line end between */
	when_t date;
	int32_t index;             /* of the field among the Received fields of its header, 0 is the top */
};

/* Where each value of a recipient came from, BOUNCE_SOURCE_... */
typedef struct {
	uint8_t address, original_address, action, status, reply_code, command, reason;
	uint8_t remote_mta, remote_address, diagnostic;
} recipient_sources_t;

struct bounce_recipient {
	const char *address;
	const char *original_address;
	const char *address_type;  /* RFC 3464, 2.3.2: "rfc822", "utf-8", "x400" ...; NULL where not from a field */
	const char *status;        /* "5.1.1" */
	const char *command;       /* the SMTP command that was refused: "RCPT" */
	const char *remote_mta, *remote_address;
	const char *diagnostic;    /* unfolded, the type ("smtp;") taken off */
	const char *diagnostic_type;
	const char *final_log_id;
	bounce_action_t action;
	bounce_reason_t reason;
	bounce_permanence_t permanence;
	int32_t reply_code;        /* 0: not stated */
	when_t last_attempt, will_retry_until;
	bool overruled;            /* its action is the dialect's, whatever a field says */
	recipient_sources_t source;
};

typedef struct {
	const char *name, *value;  /* value: as bnc_field_text() gives it, "" for an empty one */
} header_field_t;

/* All fields of a header, in an arena of their own, which holds the list too. */
typedef struct {
	arena_t *arena;
	header_field_t *fields;
	size_t count;
} field_list_t;

/* A header that outlives the mail. Few ask for its fields, so they are cut and decoded when the first does. */
typedef struct {
	slice_t head;              /* as it stands in the mail, in the record's arena */
	newline_t newline;
	size_t fields, field;      /* limits, as of the settings */
	bool cut;                  /* the limit of its length was met: the last field is not whole */
	gpointer list;             /* field_list_t *, set by compare and exchange */
} kept_header_t;

/* Fields that the settings ask for, as the JSON has them. */
typedef struct {
	const char *name;          /* as it was asked for */
	const char **values;       size_t count;
} asked_field_t;

/* The returned message, or what of it came back. */
typedef struct {
	bool present;              /* any of its header came back */
	bool complete;             /* with its body, uncut as far as one can tell */
	bool doubled;              /* another follows in the same text: which of the two the server returned is not known */
	const char *message_id, *from, *to, *subject, *date_text, *return_path, *list_id;
	when_t date;
	struct bounce_hop *hops;   /* from the top */
	size_t hop_count;
	slice_t head;              /* its header as it stands in the mail; valid during bounce_parse() only */
	slice_t body;              /* its body, likewise; decoded where the part was encoded */
	kept_header_t *kept;       /* its header for later; NULL where nothing came back */
	asked_field_t *asked;      size_t asked_count; /* asked is NULL where no field is asked for */
} original_t;

/* What an address of the sender's says beside its name. */
typedef struct {
	bounce_verp_t form;
	const char *address;       /* the whole of it */
	const char *tag;           /* what varies of it, as it stands there */
	const char *base;          /* the address without it; NULL where no name is left */
	const char *user, *domain; /* whom it names: the recipient, of SRS the sender; NULL where it names nobody */
	const char *part;          /* where the address stands: "header:To" */
} sender_tag_t;

/* When it was written by its own account; BOUNCE_NO_TIME where it has no Date, or none that can be read. */
static inline int64_t
bnc_original_written (const original_t *original)
{
	return original->date_text ? original->date.seconds : BOUNCE_NO_TIME;
}

typedef struct {
	const char *type, *source_ip, *original_mail_from, *original_rcpt_to, *user_agent, *reported_domain;
	const char *auth_failure;  /* RFC 6591 */
	when_t arrival_date;
} feedback_t;

typedef struct {
	const char *type, *mode, *final_recipient, *original_message_id, *error;
} disposition_t;

/* Log-likelihoods are fixed point so that every machine gives the same answer: 1/100 nat. */
typedef struct {
	int32_t genuine, relayed, forged;
} weights_t;

struct bounce_evidence {
	const char *group, *outcome;
	const char *text;          /* a sentence a person understands */
	const char *part;          /* where it says so: "original:Received[0]"; NULL where nowhere */
	const char *quote;         /* that place's field itself, on one line; NULL where it is none */
	const char *scorer;        /* who said it: "builtin" */
	bounce_cause_t favours;
	weights_t weight;          /* by cause, as it counts where it stands alone */
	int32_t ways[BNC_WAYS];    /* log-likelihoods by way, as the table has them */
	int32_t tier;              /* trust: 1 to 4, 0 where the notion does not apply */
	bool told;                 /* it is the bouncing host's word */
	bool inferred;             /* it rests on what was inferred to be ours */
	bool written;              /* whoever writes the mail can have it so */
};

struct bounce_verdict {
	bounce_cause_t cause;
	int32_t posterior[3];      /* genuine, relayed, forged in millionths; they add up to 1000000 */
	int32_t passed, wanted;    /* millionths: through our servers; and if so, with our will */
	bool passed_known;         /* a path that is believed, a proof or a ledger tells of passed, not the prior and what anybody writes alone */
	int32_t ways[BNC_WAYS];    /* of the posterior */
	weights_t likelihood;      /* the sum of the evidence without the prior */
	const char **alarms;       size_t alarm_count;
	struct bounce_evidence *evidence; size_t evidence_count;
	const char **missing;      size_t missing_count;
	const char *sentence;      /* the answer in one sentence */
	bool home_inferred;
};

/* What the incident needs of a record and no caller reads: filled by verdict/. */
typedef struct {
	const char *boundary_client;  /* address of the believed client of the boundary hop, or NULL */
	const char *boundary_host;    /* the host that wrote the boundary hop */
	const char *bouncer;          /* the host that made the bounce */
	const char *queue_id;         /* of the hop on our own server, where one is believed */
	const char *account;          /* authenticated account there */
	const char *script;           /* script or local user there */
	const char *submission_client; /* address that handed the mail to our own server, where one is believed */
	const char *message_id;       /* of the returned message, without angle brackets */
	const char *client_name;      /* verified name of the boundary client, or NULL */
	const char *client_cloud;     /* its name, by its own word at least, where that is one of a large cloud's hosts; else NULL */
	uint64_t body_print;          /* fingerprint of the returned body, where its subject has no words; 0: it has none either */
	uint64_t head_key;            /* of the returned header, where that has no Message-ID; 0: nothing came back */
	int32_t boundary_tier;
	uint32_t needs;               /* facts that would help, NEED_... of verdict/missing.h */
	bool client_is_ours;
	bool made_at_home;            /* our own server made the bounce */
} trace_t;

struct bounce_record {
	gint refs;
	arena_t *arena;
	uint64_t digest;           /* of the mail, to know it again; 0: not known */
	bounce_kind_t kind;
	const char *dialect;       /* name of the dialect file, "rfc3464" for a DSN in none, NULL for prose */
	const char *reporting_mta, *received_from_mta, *envelope_id, *queue_id;
	const char *date_text, *from, *to, *subject, *message_id;
	const char *x_original_to, *envelope_to, *delivered_to; /* what delivery wrote of the mail's own recipient */
	sender_tag_t verp;         /* of the address that the returned message was sent from */
	when_t date, arrival_date;
	struct bounce_recipient *recipients; size_t recipient_count, recipient_room;
	GTree *by_address;         /* address and its hash -> index in recipients; NULL while they are few */
	struct bounce_hop *hops;   /* the bounce's own Received fields */
	size_t hop_count;
	original_t original;
	feedback_t *feedback;      /* NULL: no complaint */
	disposition_t *disposition;
	struct bounce_verdict *verdict; /* NULL: there is no bounce to judge */
	trace_t trace;
	const char **truncated;    size_t truncated_count; /* names of the limits that were met */
	const char **failed_scorers; size_t failed_scorer_count;
	const char *explanation;   /* NULL: bounce_explain() was not asked */
	gpointer json;             /* char *, made on first use, set by compare and exchange */
};

bounce_record_t *bnc_record_new (void);

/* The recipient with this address (ASCII case folded), or a new one; NULL when limit is reached. The address is copied and must
 * not be changed afterwards; the pointer is good until the next recipient is added, which may move them all. */
bounce_recipient_t *bnc_record_add_recipient (bounce_record_t *record, const char *address, size_t limit);
bounce_recipient_t *bnc_record_find_recipient (const bounce_record_t *record, slice_t address);

/* Notes that a limit was met; once a name. */
void bnc_record_truncated (bounce_record_t *record, const char *limit);

/* names.c: both directions; -1 for a word that is none. */
bounce_reason_t bnc_reason_named (slice_t word);
bounce_action_t bnc_action_named (slice_t word);
bounce_kind_t   bnc_kind_named (slice_t word);

#endif
