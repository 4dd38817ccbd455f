/*
 * bounce.h - libbounce: what a bounce mail says, why, and whose mail it was
 *
 * Longer than other files because it is the whole interface in one place, which programs include and bindings read; three
 * lines of four are its reference.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BOUNCE_H
#define BOUNCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @file bounce.h
 * The whole public interface of libbounce.
 *
 * One mail goes in, one immutable record comes out:
 *
 *     bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
 *     bounce_record_t *record;
 *
 *     if (bounce_parse (context, bytes, length, &record) == BOUNCE_OK)
 *             puts (bounce_record_json (record));
 *     bounce_record_unref (record);
 *     bounce_context_unref (context);
 *
 * What holds for every function:
 *
 * - Five kinds of object are made by the caller and given back with their own `_unref`, which takes NULL: the
 *   context, the record, the reply, the mailbox and the incident.  They may be given back in any order.  Every other pointer
 *   is borrowed and must not be freed or written to; its life is stated where it is returned.
 * - A function that can fail returns a status, and its result by its last argument, which is set to NULL where it
 *   fails.  Nothing is ever printed.
 * - Text is UTF-8 and ends with NUL; bytes of the mail that are no UTF-8 have become U+FFFD.  What the mail does
 *   not say is absent: NULL, BOUNCE_NO_TIME or 0.  No value is made up.
 * - Lists are a count and an index, from 0.  An index that is too large gives NULL or 0, as does NULL for the
 *   object.
 * - A time is seconds since 1970-01-01T00:00:00Z and, from a second function, the offset it was written in.
 * - Records, replies and what is borrowed from them may be read by any number of threads.  A context may be shared by
 *   threads from its first bounce_parse() on; before, and for mailboxes and incidents, one thread at a time.
 * - Values of enumerations travel as int32_t.  A later version may give values that this header does not know;
 *   every one has its name function, which answers for any number.
 *
 * Mail formats: RFC 3464 and RFC 6533 (delivery reports), RFC 5965 (complaints), RFC 8098 (disposition notifications),
 * RFC 3834 (automatic replies), and the forms of their own that mail servers use.
 */

#ifndef BOUNCE_API
#if defined(__GNUC__) && __GNUC__ >= 4
#define BOUNCE_API __attribute__ ((visibility ("default")))
#else
#define BOUNCE_API
#endif
#endif

/**
 * @defgroup version Versions
 *
 * What the program was compiled against, and what it runs with.
 * @{
 */

/** The binary interface this header describes, for bounce_context_new().  It changes with the library's SONAME only. */
#define BOUNCE_ABI 1

/** The version of this header as text. */
#define BOUNCE_VERSION "0.1.0"

/** The version of this header as one number that grows, 0xMMmmpp: major, minor, patch. */
#define BOUNCE_VERSION_NUMBER 0x000100

/**
 * The version of the library that runs, such as "0.1.0".
 *
 * @return ASCII, static: valid as long as the library is loaded; never NULL
 * @since 0.1
 */
BOUNCE_API const char *bounce_version (void);

/**
 * The version of the library that runs, to compare with BOUNCE_VERSION_NUMBER.
 *
 * @return 0xMMmmpp: major, minor, patch
 * @since 0.1
 */
BOUNCE_API int32_t bounce_version_number (void);

/**
 * The binary interface of the library that runs.
 *
 * @return the number that bounce_context_new() takes: BOUNCE_ABI of the library's own header
 * @since 0.1
 */
BOUNCE_API int32_t bounce_abi (void);

/** @} */

/**
 * @defgroup types Types
 * @{
 */

/** Settings, limits, tables and scorers, frozen by the first bounce_parse().  Reference-counted. */
typedef struct bounce_context bounce_context_t;

/** What one mail says.  Immutable, reference-counted; outlives its context, its mailbox and the bytes it came from. */
typedef struct bounce_record bounce_record_t;

/** One recipient that the mail reports on.  Borrowed from its record. */
typedef struct bounce_recipient bounce_recipient_t;

/** What one reply of a mail server says (RFC 5321, 4.2).  Immutable; outlives its context and the text it came from. */
typedef struct bounce_reply bounce_reply_t;

/** One Received field (RFC 5321, 4.4).  Borrowed from its record. */
typedef struct bounce_hop bounce_hop_t;

/** Whose mail it was, and what speaks for it.  Borrowed from its record, incident or cluster. */
typedef struct bounce_verdict bounce_verdict_t;

/** One observation that a verdict rests on.  Borrowed like its verdict. */
typedef struct bounce_evidence bounce_evidence_t;

/** What a scorer writes to.  Valid during the scorer's call only. */
typedef struct bounce_opinion bounce_opinion_t;

/** Many bounces seen together.  Keeps what it needs of its records, not them; for one thread at a time. */
typedef struct bounce_incident bounce_incident_t;

/** Those bounces of an incident that belong to one sending.  Borrowed from its incident. */
typedef struct bounce_cluster bounce_cluster_t;

/** A source of messages: a file, a folder, standard input or memory.  For one thread at a time. */
typedef struct bounce_mailbox bounce_mailbox_t;

/** BOUNCE_OK, BOUNCE_END or a BOUNCE_ERROR_ value; errors are below 0. */
typedef int32_t bounce_status_t;

/** BOUNCE_KIND_ value: what a mail is. */
typedef int32_t bounce_kind_t;

/** BOUNCE_ACTION_ value: what was done with one recipient (RFC 3464, 2.3.3). */
typedef int32_t bounce_action_t;

/** BOUNCE_REASON_ value: why it failed. */
typedef int32_t bounce_reason_t;

/** BOUNCE_PERMANENCE_ value: whether the address is to be used again. */
typedef int32_t bounce_permanence_t;

/** BOUNCE_SOURCE_ value: where a value of a recipient comes from. */
typedef int32_t bounce_source_t;

/** BOUNCE_VERP_ value: what the address that a bounce came to says. */
typedef int32_t bounce_verp_t;

/** BOUNCE_CAUSE_ value: whose mail it was. */
typedef int32_t bounce_cause_t;

/** The time of something that the mail does not date: -9223372036854775808. */
#define BOUNCE_NO_TIME INT64_MIN

/** How a call ended. */
enum {
	BOUNCE_OK = 0,              /**< done */
	BOUNCE_END = 1,             /**< no message is left */
	BOUNCE_ERROR_ARGUMENT = -1, /**< an argument is NULL or otherwise cannot be */
	BOUNCE_ERROR_SETTING = -2,  /**< no such setting, or not such a value; bounce_context_error() says why */
	BOUNCE_ERROR_FILE = -3,     /**< a file cannot be read */
	BOUNCE_ERROR_FORMAT = -4,   /**< a file of dialects or phrases, a module, or a file of mail is not as it should be */
	BOUNCE_ERROR_FROZEN = -5,   /**< the context has parsed already and takes no more settings */
	BOUNCE_ERROR_LIMIT = -6     /**< it is larger than a limit allows */
};

/** What a mail is. */
enum {
	BOUNCE_KIND_OTHER = 0,       /**< anything else, ordinary mail included */
	BOUNCE_KIND_FAILURE = 1,     /**< at least one recipient failed */
	BOUNCE_KIND_DELAY = 2,       /**< none failed, at least one is delayed: not a bounce */
	BOUNCE_KIND_DELIVERY = 3,    /**< only delivered, relayed or expanded */
	BOUNCE_KIND_AUTO_REPLY = 4,  /**< vacation, out of office (RFC 3834) */
	BOUNCE_KIND_CHALLENGE = 5,   /**< asks the sender to prove that he is human */
	BOUNCE_KIND_DISPOSITION = 6, /**< disposition notification (RFC 8098) */
	BOUNCE_KIND_COMPLAINT = 7    /**< feedback report (RFC 5965) and its other forms */
};

/** What was done with one recipient (RFC 3464, 2.3.3). */
enum {
	BOUNCE_ACTION_NONE = 0,      /**< not stated */
	BOUNCE_ACTION_FAILED = 1,    /**< not delivered, and given up */
	BOUNCE_ACTION_DELAYED = 2,   /**< not delivered yet, tried further */
	BOUNCE_ACTION_DELIVERED = 3, /**< delivered */
	BOUNCE_ACTION_RELAYED = 4,   /**< handed to a server that sends no such reports */
	BOUNCE_ACTION_EXPANDED = 5   /**< handed to several further addresses */
};

/** Whether the address is to be used again: by the reason, see bounce_context_permanence(), not by the status's class. */
enum {
	BOUNCE_PERMANENCE_NONE = 0, /**< nothing failed */
	BOUNCE_PERMANENCE_HARD = 1, /**< the address itself is dead: never send there again */
	BOUNCE_PERMANENCE_SOFT = 2  /**< may work later, or is not about the address */
};

/** Where a value comes from. */
enum {
	BOUNCE_SOURCE_NONE = 0,     /**< there is no value */
	BOUNCE_SOURCE_FIELD = 1,    /**< a field of the report made for it */
	BOUNCE_SOURCE_TEXT = 2,     /**< read from text */
	BOUNCE_SOURCE_PHRASE = 3,   /**< a phrase that is known to mean it */
	BOUNCE_SOURCE_RECEIVER = 4, /**< what this receiver is known to mean by its reply */
	BOUNCE_SOURCE_DERIVED = 5   /**< follows from other values */
};

/** What the address that a message was sent from, and its bounce came to, says beside its name. */
enum {
	BOUNCE_VERP_NONE = 0,      /**< nothing that is known */
	BOUNCE_VERP_RECIPIENT = 1, /**< the recipient: "list-bounces+user=example.org@lists.example" */
	BOUNCE_VERP_ID = 2,        /**< an id of the sender's own: "bounce-4711@lists.example" */
	BOUNCE_VERP_BATV = 3,      /**< a signature alone: "prvs=0881b5200d=owner@owner.example" (draft-levine-smtp-batv-01) */
	BOUNCE_VERP_SRS = 4        /**< the sender that a forwarder rewrote: "SRS0=HHHH=TT=example.org=user@forwarder.example" */
};

/** Whose mail it was. */
enum {
	BOUNCE_CAUSE_UNDECIDED = 0, /**< what is known does not tell */
	BOUNCE_CAUSE_GENUINE = 1,   /**< sent by the owner of the address */
	BOUNCE_CAUSE_RELAYED = 2,   /**< sent through his server, which was abused: there is a hole to close */
	BOUNCE_CAUSE_FORGED = 3     /**< sent elsewhere with his address written on it */
};

/** Why a recipient failed. */
enum {
	BOUNCE_REASON_NONE = 0,               /**< none was looked for: the recipient did not fail */
	BOUNCE_REASON_USER_UNKNOWN = 1,       /**< no such mailbox */
	BOUNCE_REASON_HOST_UNKNOWN = 2,       /**< no such domain */
	BOUNCE_REASON_HAS_MOVED = 3,          /**< mailbox moved, no forwarding */
	BOUNCE_REASON_NOT_ACCEPT = 4,         /**< the destination accepts no mail */
	BOUNCE_REASON_MAILBOX_FULL = 5,       /**< over quota */
	BOUNCE_REASON_SUSPEND = 6,            /**< account disabled */
	BOUNCE_REASON_FILTERED = 7,           /**< refused for the recipient after DATA */
	BOUNCE_REASON_REJECTED = 8,           /**< envelope sender refused */
	BOUNCE_REASON_BLOCKED = 9,            /**< client address or name refused */
	BOUNCE_REASON_BAD_REPUTATION = 10,    /**< reputation of the client */
	BOUNCE_REASON_REQUIRE_PTR = 11,       /**< no or wrong reverse DNS */
	BOUNCE_REASON_AUTH_FAILURE = 12,      /**< SPF, DKIM, DMARC or ARC */
	BOUNCE_REASON_NOT_COMPLIANT_RFC = 13, /**< the message breaks a standard */
	BOUNCE_REASON_POLICY_VIOLATION = 14,  /**< local policy */
	BOUNCE_REASON_SECURITY_ERROR = 15,    /**< another refusal for security */
	BOUNCE_REASON_SPAM_DETECTED = 16,     /**< content called spam */
	BOUNCE_REASON_VIRUS_DETECTED = 17,    /**< malware */
	BOUNCE_REASON_CONTENT_ERROR = 18,     /**< header, format or attachment */
	BOUNCE_REASON_EMAIL_TOO_LARGE = 19,   /**< too big for server or mailbox */
	BOUNCE_REASON_RATE_LIMITED = 20,      /**< too many messages or connections */
	BOUNCE_REASON_EXPIRED = 21,           /**< gave up after retrying */
	BOUNCE_REASON_NETWORK_ERROR = 22,     /**< DNS, connection or loop */
	BOUNCE_REASON_FAILED_STARTTLS = 23,   /**< TLS, DANE or MTA-STS */
	BOUNCE_REASON_NO_RELAYING = 24,       /**< relaying denied */
	BOUNCE_REASON_SYNTAX_ERROR = 25,      /**< SMTP command refused as such */
	BOUNCE_REASON_SYSTEM_ERROR = 26,      /**< trouble on the remote system */
	BOUNCE_REASON_SYSTEM_FULL = 27,       /**< remote disk full */
	BOUNCE_REASON_MAILER_ERROR = 28,      /**< local delivery program failed */
	BOUNCE_REASON_SUPPRESSED = 29,        /**< on the sending service's suppression list */
	BOUNCE_REASON_ON_HOLD = 30,           /**< there is an error text, and it does not decide */
	BOUNCE_REASON_UNKNOWN = 31,           /**< there is nothing to decide on */
	BOUNCE_REASON_DELIVERED = 32,         /**< no failure: delivered */
	BOUNCE_REASON_FEEDBACK = 33,          /**< no failure: a complaint */
	BOUNCE_REASON_VACATION = 34           /**< no failure: an automatic reply */
};

/** @} */

/**
 * @defgroup names Names
 *
 * Every value's name, as the JSON has it.  These functions answer for any number and never with NULL; "invalid"
 * stands for a number that is no value of its enumeration.  They may be called by any thread.
 * @{
 */

/**
 * The name of a status, such as "error-file".
 *
 * @param status any number
 * @return ASCII, static, never NULL; "invalid" where status is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_status_name (bounce_status_t status);

/**
 * What a status means, as a sentence part in English, such as "cannot read the file".
 *
 * bounce_context_error() knows more of a refused setting.
 *
 * @param status any number
 * @return ASCII, static, never NULL; "no such status" where status is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_status_text (bounce_status_t status);

/**
 * The name of a kind, such as "auto-reply"; "other" for 0.
 *
 * @param kind any number
 * @return ASCII, static, never NULL; "invalid" where kind is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_kind_name (bounce_kind_t kind);

/**
 * The name of an action, such as "failed"; "none" for 0.
 *
 * @param action any number
 * @return ASCII, static, never NULL; "invalid" where action is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_action_name (bounce_action_t action);

/**
 * The name of a reason, such as "user-unknown"; "none" for 0.
 *
 * BOUNCE_REASON_UNKNOWN is a reason with the name "unknown".
 *
 * @param reason any number
 * @return ASCII, static, never NULL; "invalid" where reason is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_reason_name (bounce_reason_t reason);

/**
 * The name of a permanence, such as "hard"; "none" for 0.
 *
 * @param permanence any number
 * @return ASCII, static, never NULL; "invalid" where permanence is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_permanence_name (bounce_permanence_t permanence);

/**
 * The name of a source, such as "field"; "none" for 0.
 *
 * @param source any number
 * @return ASCII, static, never NULL; "invalid" where source is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_source_name (bounce_source_t source);

/**
 * The name of what a return path says, such as "recipient"; "none" for 0.
 *
 * @param verp any number
 * @return ASCII, static, never NULL; "invalid" where verp is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_verp_name (bounce_verp_t verp);

/**
 * The name of a cause, such as "forged"; "undecided" for 0.
 *
 * @param cause any number
 * @return ASCII, static, never NULL; "invalid" where cause is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_cause_name (bounce_cause_t cause);

/** @} */

/**
 * @defgroup callbacks Callbacks
 *
 * A callback runs on the thread that called bounce_parse(), with no lock held, and may run on several threads at
 * once where several parse.  It must not call bounce_parse() or change the context.  An exception of a script's
 * language must be caught inside it; one that leaves by a jump all the same abandons that bounce_parse(), whose
 * half-built record is then freed with the context.
 * @{
 */

/**
 * A scorer: looks at a record and says what it observed with bounce_opinion_add().
 *
 * The record is finished but for its verdict: every accessor may be called, bounce_record_verdict() gives NULL, and
 * bounce_record_json() must not be called.  Record and opinion are valid during the call only; neither may be kept or
 * given back.
 *
 * @param record  the record
 * @param opinion what the observations are added to
 * @param user    as given to bounce_context_add_scorer(); NULL in a loaded module
 * @return 0 for done; anything else says that it failed: all that it added is dropped, and its name stands among
 *         bounce_record_failed_scorer()
 * @since 0.1
 */
typedef int32_t (*bounce_scorer_fn) (const bounce_record_t *record, bounce_opinion_t *opinion, void *user);

/**
 * A ledger: was a message of this Message-ID ours?
 *
 * A miss can be said only of a time for which the ledger is complete: the message was sent at some time from earliest to
 * latest, if it was sent through the owner's server at all.
 *
 * @param message_id as the returned message has it, without angle brackets, ends with NUL; never NULL
 * @param earliest   seconds since 1970-01-01T00:00:00Z: its own Date, or when the believed Received field was written, where
 *                   that is earlier; BOUNCE_NO_TIME where neither is there
 * @param latest     the same: when the believed Received field or, where there is none, the bounce was written; not before
 *                   earliest; BOUNCE_NO_TIME where neither says
 * @param user       as given to bounce_context_set_ledger()
 * @return 1 for a hit, 0 for a miss, -1 where it cannot say; any other number is taken as -1
 * @since 0.1
 */
typedef int32_t (*bounce_ledger_fn) (const char *message_id, int64_t earliest, int64_t latest, void *user);

/** @} */

/**
 * @defgroup context Context
 *
 * A context is written to by one thread, then frozen by its first bounce_parse(), bounce_explain() or
 * bounce_classify_reply(): from there on every function that would change it returns BOUNCE_ERROR_FROZEN, and any
 * number of threads may parse with it.
 * @{
 */

/**
 * Makes a context with default settings, the built-in dialects, phrases and tables, and the scorer "builtin".
 *
 * The first context of a process initialises GMime, which reseeds rand(); with the GNU C library the caller's sequence
 * goes on as it was.
 *
 * @param abi BOUNCE_ABI as the program was compiled with it
 * @return a new context, for bounce_context_unref(); NULL where the library does not serve that binary interface
 * @since 0.1
 */
BOUNCE_API bounce_context_t *bounce_context_new (int32_t abi);

/**
 * Takes a further reference.  May be called by any thread.
 *
 * @param context the context; NULL gives NULL
 * @return context, for one more bounce_context_unref()
 * @since 0.1
 */
BOUNCE_API bounce_context_t *bounce_context_ref (bounce_context_t *context);

/**
 * Gives a reference back; the last one frees the context.  Records stay valid.  May be called by any thread, but
 * for the last reference not during a bounce_parse() with it.
 *
 * @param context the context; NULL does nothing
 * @since 0.1
 */
BOUNCE_API void bounce_context_unref (bounce_context_t *context);

/**
 * Sets one setting.
 *
 * Keys that begin with "home." say what is the owner's own; those that are lists take one more value a call.
 * "ledger.sent" and "ledger.log" are files of Message-IDs, read at once.  "prior" and "loss" and their parts, and
 * "evidence.<group>.<outcome>", belong to the verdict.  "permanence.<row>" says what stops an address, see
 * bounce_context_permanence().  "original.field" is a field of the returned message that the JSON is to have.  What lies
 * beyond a "limit." is left unread, and the limit's name stands in bounce_record_truncated().  "dialects.without" takes a
 * dialect away by its name.  bounce_setting() lists all keys, and the manual page bounce.conf(5) says what each means.
 *
 * @param context the context
 * @param key     ASCII, such as "home.domain" or "limit.recipients"
 * @param value   UTF-8; copied
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_SETTING where there is no such
 *         key or value is not what it takes, see bounce_context_error(); BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_set (bounce_context_t *context, const char *key, const char *value);

/**
 * How many settings bounce_context_set() takes, but for the rows of the tables of evidence and of permanence: those are
 * bounce_context_outcome()'s and bounce_context_permanence()'s.
 *
 * @return their number
 * @since 0.1
 */
BOUNCE_API size_t bounce_setting_count (void);

/**
 * A setting that bounce_context_set() takes.
 *
 * @param index  from 0 to bounce_setting_count() - 1
 * @param key    gets its name, such as "limit.depth"; ASCII, static
 * @param value  gets what its value is, such as "NUMBER" or "yes|no"; ASCII, static
 * @param preset gets the value that holds where nobody sets it; ASCII, static; NULL where there is none
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL or index too great: nothing is written
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_setting (size_t index, const char **key, const char **value, const char **preset);

/**
 * Sets settings from a file: lines `KEY = VALUE` with the keys of bounce_context_set(), up to the first that is
 * refused.  From `#` on a line is a comment.
 *
 * @param context the context
 * @param path    name of the file, in the file system's encoding
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_FILE; BOUNCE_ERROR_SETTING, with
 *         file and line in bounce_context_error(); BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_load (bounce_context_t *context, const char *path);

/**
 * Adds dialects.  One with the name of a dialect that is there already takes its place.  A file that is refused keeps
 * no other from being added.
 *
 * @param context the context
 * @param path    name of a file, or of a folder whose files that end in ".dialect" are added in the order of their
 *                names; in the file system's encoding
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_FILE, also where there is no such
 *         file; BOUNCE_ERROR_FORMAT, with file and line in bounce_context_error(); BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_add_dialects (bounce_context_t *context, const char *path);

/**
 * Adds phrases and receiver tables, which win over those that are there already.
 *
 * @param context the context
 * @param path    name of a file, or of a folder whose files that end in ".phrases", ".receiver" or ".words" are added in the
 *                order of their names; in the file system's encoding
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_FILE, also where there is no such
 *         file; BOUNCE_ERROR_FORMAT, with file and line in bounce_context_error(); BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_add_phrases (bounce_context_t *context, const char *path);

/**
 * Adds a scorer.  Scorers run in the order they were added, "builtin" first.
 *
 * @param context the context
 * @param name    UTF-8, copied; stands at the evidence it gives, see bounce_evidence_scorer()
 * @param scorer  the function, which must stay callable as long as the context lives
 * @param user    handed to scorer with every call; the caller's, may be NULL
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where context, name or scorer is NULL; BOUNCE_ERROR_SETTING where a
 *         scorer has that name already; BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_add_scorer (bounce_context_t *context, const char *name,
						      bounce_scorer_fn scorer, void *user);

/**
 * Removes a scorer; "builtin" may be removed like any other.
 *
 * @param context the context
 * @param name    its name; that of a loaded module is its file's name without folder and suffix
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_SETTING where no scorer has that
 *         name; BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_remove_scorer (bounce_context_t *context, const char *name);

/**
 * Loads a scorer from a shared object, which runs with all rights of the process, and adds it under its file's name
 * without folder and suffix.
 *
 * The object exports `int32_t bounce_scorer_abi (void)`, which returns BOUNCE_ABI, and a bounce_scorer_fn by the
 * name of `bounce_scorer`, whose user is NULL.  A module that defines BOUNCE_SCORER_MODULE before it includes this
 * header has both declared.  It stays loaded as long as the context lives.
 *
 * @param context the context
 * @param path    name of the file, in the file system's encoding; no search path is used
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_FILE where it cannot be loaded;
 *         BOUNCE_ERROR_FORMAT where it exports no scorer or is made for another ABI; BOUNCE_ERROR_SETTING where a
 *         scorer has that name already; BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_load_scorer (bounce_context_t *context, const char *path);

/**
 * How many outcomes the built-in scorer's evidence can have.
 *
 * @param context the context; NULL gives 0
 * @return their number
 * @since 0.1
 */
BOUNCE_API size_t bounce_context_outcome_count (const bounce_context_t *context);

/**
 * A row of the built-in scorer's table: how likely an outcome is under each cause.
 *
 * A row is changed by bounce_context_set() with the key "evidence.<group>.<outcome>" and the three probabilities as
 * decimal numbers: "0.85, 0.9, 0.01".  The three are means over the ways of each cause, see bounce_context_outcome_way().
 *
 * @param context the context
 * @param index   from 0 to bounce_context_outcome_count() - 1
 * @param group   what is observed; UTF-8, the library's, valid as long as the context
 * @param outcome what was found; UTF-8, the library's, valid as long as the context
 * @param chances three probabilities in millionths: where the mail is genuine, relayed, forged
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL or index too great: nothing is written
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_outcome (const bounce_context_t *context, size_t index, const char **group,
						   const char **outcome, int32_t chances[3]);

/**
 * The same row by one way: how likely the outcome is if the mail came about so.
 *
 * The setting takes as many probabilities as there are ways, bounce_way_count(), in their order.
 *
 * @param context the context
 * @param index   from 0 to bounce_context_outcome_count() - 1
 * @param way     from 0 to bounce_way_count() - 1
 * @return millionths; 0 where an argument is NULL or too great
 * @since 0.1
 */
BOUNCE_API int32_t bounce_context_outcome_way (const bounce_context_t *context, size_t index, size_t way);

/**
 * How many rows the table of permanence has: those that are built in, and those that settings added.
 *
 * @param context the context; NULL gives 0
 * @return their number
 * @since 0.1
 */
BOUNCE_API size_t bounce_context_permanence_count (const bounce_context_t *context);

/**
 * A row of the table that says whether an address is to be used again, see bounce_recipient_permanence().
 *
 * A row is the name of a reason ("suspend"), a code ("550", "4xx" for a class of replies, "5.2.1", "X.2.1" in each class,
 * "550-5.2.1"), or both ("not-accept.4xx"); behind an @ there may be a receiver that has a table, or the domain of the
 * server that answered or of the recipient, names below it included ("suspend@google", "550-5.2.1@example.com",
 * "@example.com").  Of the rows that fit, one with a receiver goes before one without, then one with a code, then one with
 * a reason; then the one of the exacter code, then of the longer domain.  A row is changed or added by bounce_context_set()
 * with the key "permanence.<row>" and "hard" or "soft".
 *
 * @param context    the context
 * @param index      from 0 to bounce_context_permanence_count() - 1
 * @param row        gets the row as it is written; ASCII, the library's, valid as long as the context
 * @param permanence gets a BOUNCE_PERMANENCE_ value
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL or index too great: nothing is written
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_permanence (const bounce_context_t *context, size_t index, const char **row,
						      bounce_permanence_t *permanence);

/**
 * Sets who is asked whether a Message-ID was ours.
 *
 * A miss speaks as loudly as a hit: a ledger that does not know all messages answers -1 rather than 0.
 *
 * @param context the context
 * @param which   "sent": what the owner's application wanted sent; "log": what his mail server's log shows
 * @param ledger  the function, which must stay callable as long as the context lives; NULL takes the ledger away
 * @param user    handed to ledger with every call; the caller's, may be NULL
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where context or which is NULL; BOUNCE_ERROR_SETTING where there is no
 *         such ledger; BOUNCE_ERROR_FROZEN
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_context_set_ledger (bounce_context_t *context, const char *which,
						      bounce_ledger_fn ledger, void *user);

/**
 * How many domains of the owner's the settings name: values of "home.domain".
 *
 * @param context the context; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_context_domain_count (const bounce_context_t *context);

/**
 * A domain of the owner's, in the order they were set.
 *
 * @param context the context; NULL gives NULL
 * @param index   from 0
 * @return UTF-8 in lower case, borrowed: valid as long as the context; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_context_domain (const bounce_context_t *context, size_t index);

/**
 * Why the last setting, file or scorer was refused: file, line and what was expected.
 *
 * @param context the context; NULL gives NULL
 * @return UTF-8, borrowed: valid until the next call that changes the context, or its end; NULL where none was refused
 * @since 0.1
 */
BOUNCE_API const char *bounce_context_error (const bounce_context_t *context);

/** @} */

/**
 * @defgroup parse Parsing
 * @{
 */

/**
 * Reads one message.  Freezes the context.  May be called by any number of threads with the same context.
 *
 * @param context the context
 * @param bytes   the message as it was received, with or without a leading mbox line, lines ending in CRLF, LF or
 *                CR; read during the call only; NULL where length is 0
 * @param length  bytes
 * @param out     gets a new record, for bounce_record_unref(); NULL on error
 * @return BOUNCE_OK, whatever the bytes: a mail that is no report gives a record of kind BOUNCE_KIND_OTHER;
 *         BOUNCE_ERROR_ARGUMENT where context or out is NULL, or bytes is and length is not 0
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_parse (bounce_context_t *context, const void *bytes, size_t length,
					 bounce_record_t **out);

/**
 * Reads one message as bounce_parse() does, and notes how: see bounce_record_explanation().  For authors of dialects; it
 * takes longer.
 *
 * @param context the context
 * @param bytes   the message; read during the call only; NULL where length is 0
 * @param length  bytes
 * @param out     gets a new record, for bounce_record_unref(); NULL on error
 * @return BOUNCE_OK, whatever the bytes; BOUNCE_ERROR_ARGUMENT where context or out is NULL, or bytes is and length is
 *         not 0
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_explain (bounce_context_t *context, const void *bytes, size_t length,
					   bounce_record_t **out);

/** @} */

/**
 * @defgroup reply Reply
 *
 * A reply without a mail: what a server said in SMTP, or what a log says it said.
 * @{
 */

/**
 * Reads one reply by the same rules and tables as that of a recipient in a report.  Freezes the context.  May be called
 * by any number of threads with the same context.
 *
 * Of a reply of several lines (RFC 5321, 4.2.1) all lines are given, with what parts them: a line end or a blank.  What
 * stands beyond the setting limit.text, 262,144 bytes by itself, is not read.  A reply of success (2yz) has the reason
 * BOUNCE_REASON_DELIVERED.
 *
 * @param context the context
 * @param reply   what was said, with its codes or without, such as "550 5.1.1 User unknown"; any bytes, ends with NUL;
 *                read during the call only
 * @param host    who said it, a host name: receivers are known by it; UTF-8, read during the call only; NULL where it is
 *                not known
 * @param domain  the domain of the recipient, without "@": where host is NULL, receivers are known by it; UTF-8, read
 *                during the call only; NULL where it is not known
 * @param command the SMTP command that was refused (RFC 5321, 4.1.1), such as "RCPT", "MAIL", "DATA", or "CONN" for the
 *                greeting; "RCPT TO" and "end of DATA" do as well; ASCII in any case, read during the call only; NULL, or
 *                no such command, where it is not known
 * @param out     gets a new reply, for bounce_reply_unref(); NULL on error
 * @return BOUNCE_OK, whatever the bytes; BOUNCE_ERROR_ARGUMENT where context, reply or out is NULL
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_classify_reply (bounce_context_t *context, const char *reply, const char *host,
						  const char *domain, const char *command, bounce_reply_t **out);

/**
 * Frees a reply and what is borrowed from it.
 *
 * @param reply the reply; NULL does nothing
 * @since 0.1
 */
BOUNCE_API void bounce_reply_unref (bounce_reply_t *reply);

/**
 * The enhanced status code that stands in the reply (RFC 3463; RFC 2034, 4).
 *
 * @param reply the reply; NULL gives NULL
 * @return ASCII such as "5.1.1", borrowed: valid as long as the reply; NULL where there is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_reply_status (const bounce_reply_t *reply);

/**
 * The reply code (RFC 5321, 4.2.1).
 *
 * @param reply the reply; NULL gives 0
 * @return such as 550; 0 where there is none
 * @since 0.1
 */
BOUNCE_API int32_t bounce_reply_code (const bounce_reply_t *reply);

/**
 * Why it was refused.
 *
 * @param reply the reply; NULL gives BOUNCE_REASON_NONE
 * @return BOUNCE_REASON_ value: BOUNCE_REASON_ON_HOLD where words and codes do not decide, BOUNCE_REASON_UNKNOWN where
 *         there are none
 * @since 0.1
 */
BOUNCE_API bounce_reason_t bounce_reply_reason (const bounce_reply_t *reply);

/**
 * Where the reason comes from.
 *
 * @param reply the reply; NULL gives BOUNCE_SOURCE_NONE
 * @return BOUNCE_SOURCE_ value: BOUNCE_SOURCE_PHRASE, BOUNCE_SOURCE_RECEIVER, or BOUNCE_SOURCE_DERIVED from the codes;
 *         BOUNCE_SOURCE_NONE where nothing decided
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_reply_reason_source (const bounce_reply_t *reply);

/**
 * Whether the address is to be used again: by its reason, not by the class of its codes.
 *
 * @param reply the reply; NULL gives BOUNCE_PERMANENCE_NONE
 * @return BOUNCE_PERMANENCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_permanence_t bounce_reply_permanence (const bounce_reply_t *reply);

/** @} */

/**
 * @defgroup mailbox Mailbox
 *
 * One message after the other from an mbox (RFC 4155), a file of one message, a folder of such files, standard
 * input, or memory.
 *
 * Any of these files may be compressed with gzip, xz or zstd, which its first bytes tell and not its name.  Such a
 * file, and standard input, are read as they come: in memory is one message, of which what exceeds a limit is passed
 * over, see bounce_mailbox_set_context(), and what unpacks it, at most 128 MiB.  Other files are mapped, not copied:
 * one that somebody cuts short while it is read ends the program with SIGBUS.
 *
 * A folder is a Maildir, an MH folder, or any folder of mails and mboxes, with the folders below it: those of
 * Maildir++, hidden as they are, and those of any other name.  In order of their names, numbers by their value, come
 * first a folder's own files - cur/ and new/ of a Maildir as one - and then its subfolders.  Left out are hidden
 * files, what stands beside cur/ and new/, mails that MH marked as removed (",12"), and files that mail software
 * keeps for itself where they are no mail: dovecot*, courierimap*, cyrus.*, maildirfolder, maildirsize,
 * subscriptions, *.lock, *.msf.  Links are followed, and no folder is read twice; more than 32 folders within each other are
 * refused.
 *
 * A file is no mail where neither a header field nor an mbox line stands at its beginning, empty lines left aside.
 * It is refused, not given out as a message.
 * @{
 */

/**
 * Opens a mailbox.  What it is shows by itself.
 *
 * @param path name of a file or of a folder, in the file system's encoding; "-" is standard input, read to its end
 * @param out  gets a new mailbox, for bounce_mailbox_unref(); NULL on error
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL; BOUNCE_ERROR_FILE, with the cause in errno,
 *         where it cannot be read: EISDIR where a folder is no Maildir and has no files either
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_mailbox_open (const char *path, bounce_mailbox_t **out);

/**
 * Opens an mbox or a single message that is in memory, and may be compressed.
 *
 * @param bytes  the mailbox, the caller's: must stay as it is until bounce_mailbox_unref(); NULL where length is 0
 * @param length bytes
 * @param out    gets a new mailbox, for bounce_mailbox_unref(); NULL on error
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where out is NULL, or bytes is and length is not 0
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_mailbox_open_memory (const void *bytes, size_t length, bounce_mailbox_t **out);

/**
 * Takes limit.message from a context.  It counts for messages of compressed files, of standard input and of pipes: of a
 * longer one, bounce_mailbox_next() gives so many bytes and one more, which shows bounce_parse() that it is cut.  Without
 * this call, 67,108,864 bytes, which is also what limit.message is by itself.
 *
 * @param mailbox the mailbox
 * @param context the context; it is read now and not kept
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_mailbox_set_context (bounce_mailbox_t *mailbox, bounce_context_t *context);

/**
 * Goes to the next message.
 *
 * @param mailbox the mailbox
 * @param bytes   gets the message, without its mbox line; borrowed: valid until the next call of this function, or
 *                the mailbox's end; NULL unless BOUNCE_OK
 * @param length  gets its length in bytes; 0 unless BOUNCE_OK
 * @return BOUNCE_OK; BOUNCE_END where none is left; BOUNCE_ERROR_ARGUMENT where an argument is NULL.
 *         BOUNCE_ERROR_FILE, with the cause in errno, where a file or folder cannot be read; BOUNCE_ERROR_FORMAT where a
 *         file is no mail, where compressed data is damaged, cut off, or followed by something else, where this build
 *         cannot unpack it, or where it claims a message that exceeds limit.message by 1 GiB.  After both,
 *         bounce_mailbox_error() says why, bounce_mailbox_source() names the file, and a further call goes on after
 *         it.  What stands before the damage has been given; the message that is in it is not
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_mailbox_next (bounce_mailbox_t *mailbox, const void **bytes, size_t *length);

/**
 * Why the last bounce_mailbox_next() failed, such as "the gzip data is cut off at byte 4711".
 *
 * @param mailbox the mailbox; NULL gives NULL
 * @return UTF-8, borrowed: valid until the next bounce_mailbox_next() or the mailbox's end; NULL where it did not fail
 * @since 0.1
 */
BOUNCE_API const char *bounce_mailbox_error (const bounce_mailbox_t *mailbox);

/**
 * Where the last message begins in its file.
 *
 * @param mailbox the mailbox; NULL gives -1
 * @return bytes from the beginning of the file that bounce_mailbox_source() names - of its content, where it is
 *         compressed - to the message's first header field; -1 before the first bounce_mailbox_next().  A boxed 64-bit
 *         integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API int64_t bounce_mailbox_offset (const bounce_mailbox_t *mailbox);

/**
 * The file the last message was read from: in a folder the one that holds it, else the path that was opened.
 *
 * @param mailbox the mailbox; NULL gives NULL
 * @return in the file system's encoding, not always UTF-8; borrowed: valid until the next bounce_mailbox_next() or
 *         the mailbox's end; NULL for one in memory, and before the first message of a folder
 * @since 0.1
 */
BOUNCE_API const char *bounce_mailbox_source (const bounce_mailbox_t *mailbox);

/**
 * How much there is to read, for a progress bar.
 *
 * @param mailbox the mailbox; NULL gives 0
 * @return bytes of a file, compressed as it is, or of memory; files of a folder; 0 where it is not known: of standard
 *         input and of a pipe
 * @since 0.1
 */
BOUNCE_API int64_t bounce_mailbox_size (const bounce_mailbox_t *mailbox);

/**
 * How much of bounce_mailbox_size() has been read.
 *
 * @param mailbox the mailbox; NULL gives 0
 * @return in the unit of bounce_mailbox_size(); equal to it at the end
 * @since 0.1
 */
BOUNCE_API int64_t bounce_mailbox_position (const bounce_mailbox_t *mailbox);

/**
 * Closes and frees the mailbox.  Records stay valid.
 *
 * @param mailbox the mailbox; NULL does nothing
 * @since 0.1
 */
BOUNCE_API void bounce_mailbox_unref (bounce_mailbox_t *mailbox);

/** @} */

/**
 * @defgroup record Record
 *
 * What one mail says.  Functions of this group may be called by any thread.
 * @{
 */

/**
 * Takes a further reference.
 *
 * @param record the record; NULL gives NULL
 * @return record, for one more bounce_record_unref()
 * @since 0.1
 */
BOUNCE_API bounce_record_t *bounce_record_ref (bounce_record_t *record);

/**
 * Gives a reference back; the last one frees the record and all that is borrowed from it.
 *
 * @param record the record; NULL does nothing
 * @since 0.1
 */
BOUNCE_API void bounce_record_unref (bounce_record_t *record);

/**
 * The whole record as one JSON object (RFC 8259) on one line, without a line end.
 *
 * @param record the record; NULL gives NULL; not the one a scorer is called with
 * @return UTF-8, borrowed: made by the first call, valid as long as the record
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_json (bounce_record_t *record);

/**
 * What the mail is.
 *
 * @param record the record; NULL gives BOUNCE_KIND_OTHER
 * @return a BOUNCE_KIND_ value
 * @since 0.1
 */
BOUNCE_API bounce_kind_t bounce_record_kind (const bounce_record_t *record);

/**
 * Which dialect the report is written in: the name of its dialect file, such as "postfix"; "rfc3464" for a report
 * by the standard in no dialect.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL for prose that no dialect knows
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_dialect (const bounce_record_t *record);

/**
 * The server that reports (RFC 3464, 2.2.2), without its type.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_reporting_mta (const bounce_record_t *record);

/**
 * The server that the reporting one had the message from (RFC 3464, 2.2.4), without its type.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_received_from_mta (const bounce_record_t *record);

/**
 * The sender's own name for the transaction (RFC 3464, 2.2.1; RFC 3461, 4.4).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_envelope_id (const bounce_record_t *record);

/**
 * The message's name in the queue of the reporting server.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_queue_id (const bounce_record_t *record);

/**
 * When the message came to the reporting server (RFC 3464, 2.2.5).
 *
 * @param record the record; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_record_arrival_date (const bounce_record_t *record);

/**
 * The time zone bounce_record_arrival_date() was written in.
 *
 * @param record the record; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_arrival_date_offset (const bounce_record_t *record);

/**
 * When the report was written, by its Date field (RFC 5322, 3.6.1).
 *
 * @param record the record; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_record_date (const bounce_record_t *record);

/**
 * The time zone bounce_record_date() was written in.
 *
 * @param record the record; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_date_offset (const bounce_record_t *record);

/**
 * The report's Date field as it stands.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_date_text (const bounce_record_t *record);

/**
 * The report's From field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_from (const bounce_record_t *record);

/**
 * The report's To field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_to (const bounce_record_t *record);

/**
 * The report's Subject field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_subject (const bounce_record_t *record);

/**
 * The report's own Message-ID (RFC 5322, 3.6.4), without angle brackets.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_message_id (const bounce_record_t *record);

/**
 * How many limits were met while it was read.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_truncated_count (const bounce_record_t *record);

/**
 * The name of a limit that was met, such as "recipients": what lay beyond it is not in the record.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return UTF-8, borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_truncated (const bounce_record_t *record, size_t index);

/**
 * How many scorers failed.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_failed_scorer_count (const bounce_record_t *record);

/**
 * The name of a scorer that failed and whose evidence is not in the verdict.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return UTF-8, borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_failed_scorer (const bounce_record_t *record, size_t index);

/**
 * How the mail was read: each dialect's bid and the marks it rests on, the winner, the runner-up and the margin, then
 * the text line by line with the rule (file, line, template) that took it.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8 of many lines for people, in English, whose form may change; borrowed: valid as long as the record;
 *         NULL of a record of bounce_parse()
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_explanation (const bounce_record_t *record);

/**
 * How many recipients the mail reports on.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_recipient_count (const bounce_record_t *record);

/**
 * A recipient, in the order of the report; no address comes twice.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const bounce_recipient_t *bounce_record_recipient (const bounce_record_t *record, size_t index);

/**
 * How many Received fields the report itself carries.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_hop_count (const bounce_record_t *record);

/**
 * A Received field of the report itself, from the top: the newest first.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const bounce_hop_t *bounce_record_hop (const bounce_record_t *record, size_t index);

/**
 * The address of the client that handed the returned mail to our server or, where it did not pass one of ours, to the first
 * server that can be believed: what bounce_incident_client() lists.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where it is not known, and of a record that is neither a bounce
 *         nor a delay
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_submission_client (const bounce_record_t *record);

/**
 * The name of the returned mail in the queue of our server that took it in: what bounce_incident_queue_id() lists.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where it did not pass a server of ours as far as can be
 *         believed, and where that does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_submission_queue_id (const bounce_record_t *record);

/**
 * Whose mail it was that came back.
 *
 * @param record the record; NULL gives NULL
 * @return borrowed: valid as long as the record; NULL where there is nothing to judge: the kind is neither
 *         BOUNCE_KIND_FAILURE nor BOUNCE_KIND_DELAY
 * @since 0.1
 */
BOUNCE_API const bounce_verdict_t *bounce_record_verdict (const bounce_record_t *record);

/** @} */

/**
 * @defgroup recipient Recipient
 *
 * One recipient of a record.  Functions of this group may be called by any thread.
 * @{
 */

/**
 * The address that it was tried to deliver to (RFC 3464, 2.3.2), without its type; in UTF-8 where it is
 * international (RFC 6533).
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; never NULL of a recipient
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_address (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_address() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_address_source (const bounce_recipient_t *recipient);

/**
 * The type of that address (RFC 3464, 2.3.2): "rfc822", "utf-8", "x400" or another.
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the address does not come from a field
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_address_type (const bounce_recipient_t *recipient);

/**
 * The address the sender wrote (RFC 3464, 2.3.1), where it differs or is stated.
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_original_address (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_original_address() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_original_address_source (const bounce_recipient_t *recipient);

/**
 * What was done (RFC 3464, 2.3.3).
 *
 * @param recipient the recipient; NULL gives BOUNCE_ACTION_NONE
 * @return a BOUNCE_ACTION_ value
 * @since 0.1
 */
BOUNCE_API bounce_action_t bounce_recipient_action (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_action() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_action_source (const bounce_recipient_t *recipient);

/**
 * The enhanced status code (RFC 3463), such as "5.1.1".
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_status (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_status() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_status_source (const bounce_recipient_t *recipient);

/**
 * The SMTP reply code (RFC 5321, 4.2), such as 550.
 *
 * @param recipient the recipient; NULL gives 0
 * @return 200 to 599; 0 where the mail does not say
 * @since 0.1
 */
BOUNCE_API int32_t bounce_recipient_reply_code (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_reply_code() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_reply_code_source (const bounce_recipient_t *recipient);

/**
 * The SMTP command that was refused, such as "RCPT".
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_command (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_command() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_command_source (const bounce_recipient_t *recipient);

/**
 * Why it failed.
 *
 * @param recipient the recipient; NULL gives BOUNCE_REASON_NONE
 * @return a BOUNCE_REASON_ value
 * @since 0.1
 */
BOUNCE_API bounce_reason_t bounce_recipient_reason (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_reason() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_reason_source (const bounce_recipient_t *recipient);

/**
 * Whether the address is to be used again, which follows from the reason by a table that settings can change, see
 * bounce_context_permanence().
 *
 * @param recipient the recipient; NULL gives BOUNCE_PERMANENCE_NONE
 * @return a BOUNCE_PERMANENCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_permanence_t bounce_recipient_permanence (const bounce_recipient_t *recipient);

/**
 * The server that refused (RFC 3464, 2.3.5), without its type.
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_remote_mta (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_remote_mta() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_remote_mta_source (const bounce_recipient_t *recipient);

/**
 * The IP address of that server, IPv4 or IPv6 in text, without brackets.
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_remote_address (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_remote_address() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_remote_address_source (const bounce_recipient_t *recipient);

/**
 * What the server said (RFC 3464, 2.3.6), on one line and without its type.
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_diagnostic (const bounce_recipient_t *recipient);

/**
 * Where bounce_recipient_diagnostic() comes from.
 *
 * @param recipient the recipient; NULL gives BOUNCE_SOURCE_NONE
 * @return a BOUNCE_SOURCE_ value
 * @since 0.1
 */
BOUNCE_API bounce_source_t bounce_recipient_diagnostic_source (const bounce_recipient_t *recipient);

/**
 * The type of the diagnostic (RFC 3464, 2.3.6), such as "smtp".
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_diagnostic_type (const bounce_recipient_t *recipient);

/**
 * The name of the transaction in the final server's log (RFC 3464, 2.3.8).
 *
 * @param recipient the recipient; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_final_log_id (const bounce_recipient_t *recipient);

/**
 * When it was last tried (RFC 3464, 2.3.7).
 *
 * @param recipient the recipient; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_recipient_last_attempt (const bounce_recipient_t *recipient);

/**
 * The time zone bounce_recipient_last_attempt() was written in.
 *
 * @param recipient the recipient; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_recipient_last_attempt_offset (const bounce_recipient_t *recipient);

/**
 * Until when it will be tried (RFC 3464, 2.3.9).
 *
 * @param recipient the recipient; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_recipient_will_retry_until (const bounce_recipient_t *recipient);

/**
 * The time zone bounce_recipient_will_retry_until() was written in.
 *
 * @param recipient the recipient; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_recipient_will_retry_until_offset (const bounce_recipient_t *recipient);

/** @} */

/**
 * @defgroup hop Hop
 *
 * One Received field (RFC 5321, 4.4), in the words of the server that wrote it.  Anybody may have written the lower
 * ones.  Functions of this group may be called by any thread.
 * @{
 */

/**
 * The client's name: its reverse DNS where the field tells it from the name it gave itself, else that.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_from (const bounce_hop_t *hop);

/**
 * The name the client gave itself in HELO or EHLO.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_helo (const bounce_hop_t *hop);

/**
 * The client's IP address, IPv4 or IPv6 in text, without brackets and without "IPv6:".
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_client (const bounce_hop_t *hop);

/**
 * The server that wrote the field.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_by (const bounce_hop_t *hop);

/**
 * The protocol, such as "ESMTPSA" (RFC 3848).
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_with (const bounce_hop_t *hop);

/**
 * The message's name in that server's queue.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_id (const bounce_hop_t *hop);

/**
 * The address of the "for" clause.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_rcpt (const bounce_hop_t *hop);

/**
 * The envelope sender, where the field has it; "" for the null sender.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_envelope_from (const bounce_hop_t *hop);

/**
 * The user that authenticated, where named.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_account (const bounce_hop_t *hop);

/**
 * Who submitted it on the server itself: a user's name, or "uid" and a number.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the field does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_local_user (const bounce_hop_t *hop);

/**
 * Whether the field says that a user authenticated (RFC 3848: ESMTPA, ESMTPSA, and other forms).
 *
 * @param hop the hop; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_hop_authenticated (const bounce_hop_t *hop);

/**
 * Whether the message came from the server itself and not over the network.
 *
 * @param hop the hop; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_hop_local (const bounce_hop_t *hop);

/**
 * Whether this field and the next describe one and the same hop, as those of qmail do.
 *
 * @param hop the hop; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_hop_is_pair (const bounce_hop_t *hop);

/**
 * When the server took the message.
 *
 * @param hop the hop; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_hop_date (const bounce_hop_t *hop);

/**
 * The time zone bounce_hop_date() was written in.
 *
 * @param hop the hop; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_hop_date_offset (const bounce_hop_t *hop);

/**
 * Which of the Received fields of its header it is.
 *
 * @param hop the hop; NULL gives -1
 * @return from 0, the top; -1 for NULL
 * @since 0.1
 */
BOUNCE_API int32_t bounce_hop_index (const bounce_hop_t *hop);

/**
 * The field itself without its name, on one line and cut after 1,000 bytes; of a pair, see bounce_hop_is_pair(), both fields
 * with a line end between them.
 *
 * @param hop the hop; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; never NULL of a hop
 * @since 0.1
 */
BOUNCE_API const char *bounce_hop_text (const bounce_hop_t *hop);

/** @} */

/**
 * @defgroup verp Return path
 *
 * What the address says that the returned message was sent from, and that its bounce came to, where it is another for each
 * recipient or message (VERP, variable envelope return paths).  It is looked for in this order: the mail's own To,
 * X-Original-To, Envelope-To and Delivered-To, then the returned message's Return-Path and Received fields; the first that
 * has a tag counts.  The setting "home.verp" has forms of the owner's own, which go before those that are known.  Where one
 * form is round another, as a BATV signature is round a VERP address, the inner one is told.  Functions of this group may
 * be called by any thread.
 * @{
 */

/**
 * What it says.
 *
 * @param record the record; NULL gives BOUNCE_VERP_NONE
 * @return a BOUNCE_VERP_ value
 * @since 0.1
 */
BOUNCE_API bounce_verp_t bounce_record_verp (const bounce_record_t *record);

/**
 * The whole address.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where it is BOUNCE_VERP_NONE
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_address (const bounce_record_t *record);

/**
 * What varies of it, as it stands there: "user=example.org", "4711", "HHHH=TT=example.org=user"; of BATV the signature.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where it is BOUNCE_VERP_NONE
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_tag (const bounce_record_t *record);

/**
 * The address without the tag, such as "list-bounces@lists.example".
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where no name is left, as with SRS, or the address has no tag
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_base (const bounce_record_t *record);

/**
 * The local part of the address that the tag names: of the recipient, or, with BOUNCE_VERP_SRS, of the sender for whom it was
 * written.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the tag names nobody
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_user (const bounce_record_t *record);

/**
 * The domain of that address.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the tag names nobody
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_domain (const bounce_record_t *record);

/**
 * Where the address stands, such as "header:To" or "original:Return-Path".
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where it is BOUNCE_VERP_NONE
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_verp_part (const bounce_record_t *record);

/** @} */

/**
 * @defgroup original Original
 *
 * The message that came back, or what of it did.  Functions of this group may be called by any thread.
 * @{
 */

/**
 * Whether any of its header came back.
 *
 * @param record the record; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_original_present (const bounce_record_t *record);

/**
 * Whether it came back with its body and uncut, as far as one can tell.
 *
 * @param record the record; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_original_complete (const bounce_record_t *record);

/**
 * Its Message-ID (RFC 5322, 3.6.4), without angle brackets.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_message_id (const bounce_record_t *record);

/**
 * Its From field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_from (const bounce_record_t *record);

/**
 * Its To field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_to (const bounce_record_t *record);

/**
 * Its Subject field, decoded (RFC 2047).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_subject (const bounce_record_t *record);

/**
 * When it was written, by its Date field (RFC 5322, 3.6.1).
 *
 * @param record the record; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_record_original_date (const bounce_record_t *record);

/**
 * The time zone bounce_record_original_date() was written in.
 *
 * @param record the record; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_original_date_offset (const bounce_record_t *record);

/**
 * Its Date field as it stands.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_date_text (const bounce_record_t *record);

/**
 * Its envelope sender, by its Return-Path field (RFC 5321, 4.4); "" for the null sender.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_return_path (const bounce_record_t *record);

/**
 * Its List-Id (RFC 2919).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_list_id (const bounce_record_t *record);

/**
 * Any field of its header: the first of that name, unfolded to one line, decoded (RFC 2047).
 *
 * A header is kept up to the setting limit.original, and its fields are cut and decoded when the first is asked for: here, or
 * by the other functions of fields.  A scorer may ask too.
 *
 * @param record the record; NULL gives NULL
 * @param name   the field's name, such as "X-Campaign-Id", in any case and without the colon; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; "" for a field that is empty; NULL where there is none
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_field (const bounce_record_t *record, const char *name);

/**
 * How many fields of its header came back, of all names and those of one name each by itself.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_original_field_count (const bounce_record_t *record);

/**
 * The name of a field of it, from the top.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return as the mail has it, without the colon; ASCII, borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_field_name (const bounce_record_t *record, size_t index);

/**
 * The value of that field, as bounce_record_original_field() gives it.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return UTF-8, borrowed: valid as long as the record; "" for a field that is empty; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_original_field_value (const bounce_record_t *record, size_t index);

/**
 * How many of its Received fields came back.
 *
 * @param record the record; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_record_original_hop_count (const bounce_record_t *record);

/**
 * A Received field of it, from the top: the newest first.
 *
 * @param record the record; NULL gives NULL
 * @param index  from 0
 * @return borrowed: valid as long as the record; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const bounce_hop_t *bounce_record_original_hop (const bounce_record_t *record, size_t index);

/** @} */

/**
 * @defgroup feedback Feedback
 *
 * What a complaint says (RFC 5965).  Functions of this group may be called by any thread.
 * @{
 */

/**
 * Whether the record has a complaint.
 *
 * @param record the record; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_feedback_present (const bounce_record_t *record);

/**
 * What it complains of, such as "abuse" (RFC 5965, 3.1).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_type (const bounce_record_t *record);

/**
 * The address the message came from (RFC 5965, 3.2).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_source_ip (const bounce_record_t *record);

/**
 * The message's envelope sender (RFC 5965, 3.2).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_original_mail_from (const bounce_record_t *record);

/**
 * The message's first stated envelope recipient (RFC 5965, 3.3).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_original_rcpt_to (const bounce_record_t *record);

/**
 * The program that made the complaint (RFC 5965, 3.1).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_user_agent (const bounce_record_t *record);

/**
 * The domain it complains of (RFC 5965, 3.3).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_reported_domain (const bounce_record_t *record);

/**
 * Which authentication failed, such as "dkim" (RFC 6591).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_feedback_auth_failure (const bounce_record_t *record);

/**
 * When the message arrived (RFC 5965, 3.2).
 *
 * @param record the record; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where the mail does not say or states no date
 * @since 0.1
 */
BOUNCE_API int64_t bounce_record_feedback_arrival_date (const bounce_record_t *record);

/**
 * The time zone bounce_record_feedback_arrival_date() was written in.
 *
 * @param record the record; NULL gives 0
 * @return minutes east of UTC, negative to the west; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_feedback_arrival_date_offset (const bounce_record_t *record);

/** @} */

/**
 * @defgroup disposition Disposition
 *
 * What a disposition notification says (RFC 8098).  Functions of this group may be called by any thread.
 * @{
 */

/**
 * Whether the record has a disposition notification.
 *
 * @param record the record; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_record_disposition_present (const bounce_record_t *record);

/**
 * What became of the message, such as "displayed" (RFC 8098, 3.2.6.2).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_disposition_type (const bounce_record_t *record);

/**
 * Who did it and who told, such as "manual-action/MDN-sent-manually" (RFC 8098, 3.2.6.1).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_disposition_mode (const bounce_record_t *record);

/**
 * The recipient it speaks of (RFC 8098, 3.2.4), without its type.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_disposition_final_recipient (const bounce_record_t *record);

/**
 * The message it speaks of (RFC 8098, 3.2.5), without angle brackets.
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_disposition_original_message_id (const bounce_record_t *record);

/**
 * What went wrong (RFC 8098, 3.2.7).
 *
 * @param record the record; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the record; NULL where the mail does not say
 * @since 0.1
 */
BOUNCE_API const char *bounce_record_disposition_error (const bounce_record_t *record);

/** @} */

/**
 * @defgroup verdict Verdict
 *
 * Whose mail it was: genuine, relayed or forged, with all that speaks for it.  Functions of this group may be
 * called by any thread where the verdict is a record's.
 * @{
 */

/**
 * The answer: the cause that costs least if it is wrong.
 *
 * @param verdict the verdict; NULL gives BOUNCE_CAUSE_UNDECIDED
 * @return a BOUNCE_CAUSE_ value
 * @since 0.1
 */
BOUNCE_API bounce_cause_t bounce_verdict_cause (const bounce_verdict_t *verdict);

/**
 * How probable a cause is, with the prior.
 *
 * @param verdict the verdict; NULL gives 0
 * @param cause   BOUNCE_CAUSE_GENUINE, _RELAYED or _FORGED; any other gives 0
 * @return millionths; the three add up to 1000000
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_posterior (const bounce_verdict_t *verdict, bounce_cause_t cause);

/**
 * How probable it is that the mail went through a server of the owner's or his provider's, or a declared sender's: a fact of the path,
 * whoever sent it.  A machine of the owner's that sends past his servers does not count.
 *
 * @param verdict the verdict; NULL gives 0
 * @return millionths
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_passed (const bounce_verdict_t *verdict);

/**
 * Does more than what is usual, and what anybody can write, stand behind bounce_verdict_passed(): a trail that is believed and shows who handed the
 * mail on, a proof, or a ledger?  Where not, take the number for a guess and the question for open, however near to 0 or 1 it is.
 *
 * @param verdict the verdict; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_passed_known (const bounce_verdict_t *verdict);

/**
 * How probable it is, if the mail went that way, that the owner wanted it sent.
 *
 * @param verdict the verdict; NULL gives 0
 * @return millionths; genuine is passed times wanted; the rest of passed is relayed, as is what a machine of his sent past his servers
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_wanted (const bounce_verdict_t *verdict);

/**
 * How many ways the library knows in which a returned mail may have come about.
 *
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_way_count (void);

/**
 * The name of a way, such as "stolen-account".
 *
 * @param way from 0
 * @return ASCII, static; NULL where way is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_way_name (size_t way);

/**
 * The cause that a way belongs to.
 *
 * @param way from 0
 * @return a BOUNCE_CAUSE_ value; BOUNCE_CAUSE_UNDECIDED where way is too large
 * @since 0.1
 */
BOUNCE_API bounce_cause_t bounce_way_cause (size_t way);

/**
 * How probable a way is, with the prior; the ways of a cause add up to its bounce_verdict_posterior().
 *
 * @param verdict the verdict; NULL gives 0
 * @param way     from 0; one that is too large gives 0
 * @return millionths
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_way (const bounce_verdict_t *verdict, size_t way);

/**
 * What the evidence alone says for a cause, without the prior: a log-likelihood, of which only differences between
 * causes have a meaning.
 *
 * @param verdict the verdict; NULL gives 0
 * @param cause   BOUNCE_CAUSE_GENUINE, _RELAYED or _FORGED; any other gives 0
 * @return 1/100 nat: 100 times the natural logarithm
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_likelihood (const bounce_verdict_t *verdict, bounce_cause_t cause);

/**
 * How many alarms were raised.  They stand whatever the cause.
 *
 * @param verdict the verdict; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_verdict_alarm_count (const bounce_verdict_t *verdict);

/**
 * An alarm, such as "unauthenticated-relay".
 *
 * @param verdict the verdict; NULL gives NULL
 * @param index   from 0
 * @return UTF-8, borrowed: valid as long as the verdict; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_verdict_alarm (const bounce_verdict_t *verdict, size_t index);

/**
 * How many observations it rests on.
 *
 * @param verdict the verdict; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_verdict_evidence_count (const bounce_verdict_t *verdict);

/**
 * An observation it rests on.
 *
 * @param verdict the verdict; NULL gives NULL
 * @param index   from 0
 * @return borrowed: valid as long as the verdict; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const bounce_evidence_t *bounce_verdict_evidence (const bounce_verdict_t *verdict, size_t index);

/**
 * How many facts are missing that would help.
 *
 * @param verdict the verdict; NULL gives 0
 * @return the number; a boxed 64-bit integer in LuaJIT and Node
 * @since 0.1
 */
BOUNCE_API size_t bounce_verdict_missing_count (const bounce_verdict_t *verdict);

/**
 * A fact that is missing and how to supply it, such as "own networks: set home.network".
 *
 * @param verdict the verdict; NULL gives NULL
 * @param index   from 0
 * @return UTF-8, borrowed: valid as long as the verdict; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_verdict_missing (const bounce_verdict_t *verdict, size_t index);

/**
 * The answer in one English sentence.
 *
 * @param verdict the verdict; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the verdict; never NULL of a verdict
 * @since 0.1
 */
BOUNCE_API const char *bounce_verdict_sentence (const bounce_verdict_t *verdict);

/**
 * Whether what is the owner's own was inferred from the mail, for want of settings.
 *
 * @param verdict the verdict; NULL gives 0
 * @return 1 or 0
 * @since 0.1
 */
BOUNCE_API int32_t bounce_verdict_home_inferred (const bounce_verdict_t *verdict);

/** @} */

/**
 * @defgroup evidence Evidence
 *
 * One observation.  Functions of this group may be called by any thread where the verdict is a record's.
 * @{
 */

/**
 * What kind of fact it is, such as "path".  A verdict has each kind once.
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; never NULL of evidence
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_group (const bounce_evidence_t *evidence);

/**
 * What was found, such as "foreign-client".
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; never NULL of evidence
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_outcome (const bounce_evidence_t *evidence);

/**
 * The cause it speaks for.
 *
 * @param evidence the evidence; NULL gives BOUNCE_CAUSE_UNDECIDED
 * @return a BOUNCE_CAUSE_ value; BOUNCE_CAUSE_UNDECIDED where it speaks for none
 * @since 0.1
 */
BOUNCE_API bounce_cause_t bounce_evidence_favours (const bounce_evidence_t *evidence);

/**
 * How likely the outcome is under a cause: its log-likelihood as it was counted.
 *
 * @param evidence the evidence; NULL gives 0
 * @param cause    BOUNCE_CAUSE_GENUINE, _RELAYED or _FORGED; any other gives 0
 * @return 1/100 nat: 100 times the natural logarithm
 * @since 0.1
 */
BOUNCE_API int32_t bounce_evidence_weight (const bounce_evidence_t *evidence, bounce_cause_t cause);

/**
 * How far the trail it rests on can be trusted.
 *
 * @param evidence the evidence; NULL gives 0
 * @return 1, the most, to 4, not at all; 0 where the notion does not apply
 * @since 0.1
 */
BOUNCE_API int32_t bounce_evidence_tier (const bounce_evidence_t *evidence);

/**
 * What was found, in a sentence for people.
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; never NULL of evidence
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_text (const bounce_evidence_t *evidence);

/**
 * Where the mail says so, such as "original:Received[0]".
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; NULL where it is no single place
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_part (const bounce_evidence_t *evidence);

/**
 * The field that stands at bounce_evidence_part(), on one line and cut after 400 bytes: what the evidence can be checked by.
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; NULL where the place is no field of the returned header
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_quote (const bounce_evidence_t *evidence);

/**
 * The scorer that said so, such as "builtin".
 *
 * @param evidence the evidence; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as its verdict; never NULL of evidence
 * @since 0.1
 */
BOUNCE_API const char *bounce_evidence_scorer (const bounce_evidence_t *evidence);

/** @} */

/**
 * @defgroup opinion Opinion
 *
 * For scorers, during their call.
 * @{
 */

/**
 * Adds an observation.
 *
 * @param opinion the scorer's second argument
 * @param group   UTF-8, copied: what kind of fact it is; what states the same fact belongs into one group, given
 *                once
 * @param outcome UTF-8, copied: what was found
 * @param text    UTF-8, copied: the same in a sentence for people
 * @param weights three log-likelihoods of the outcome, in 1/100 nat: where the mail is genuine, relayed, forged;
 *                copied
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where an argument is NULL, the group has been given already (see
 *         bounce_opinion_replace()) or is "", or weights differ by more than 691 (a factor of 1000)
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_opinion_add (bounce_opinion_t *opinion, const char *group, const char *outcome,
					       const char *text, const int32_t weights[3]);

/**
 * Takes away the evidence of a group that scorers before this one gave, for one that knows better.
 *
 * What a scorer took away comes back if it fails.
 *
 * @param opinion the scorer's second argument
 * @param group   the group's name
 * @return BOUNCE_OK, also where there was none; BOUNCE_ERROR_ARGUMENT where an argument is NULL
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_opinion_replace (bounce_opinion_t *opinion, const char *group);

#ifdef BOUNCE_SCORER_MODULE
/**
 * To be defined by a loadable scorer: the binary interface it was compiled for.
 *
 * @return BOUNCE_ABI
 * @since 0.1
 */
BOUNCE_API int32_t bounce_scorer_abi (void);

/**
 * To be defined by a loadable scorer: the scorer, a bounce_scorer_fn.
 *
 * @param record  see bounce_scorer_fn
 * @param opinion see bounce_scorer_fn
 * @param user    NULL
 * @return see bounce_scorer_fn
 * @since 0.1
 */
BOUNCE_API int32_t bounce_scorer (const bounce_record_t *record, bounce_opinion_t *opinion, void *user);
#endif

/** @} */

/**
 * @defgroup incident Incident
 *
 * Many bounces seen together, and one answer for them.  The order in which they are added does not matter.  What is
 * borrowed from an incident is valid until the next bounce_incident_add() or its end.  One thread at a time, also
 * for functions that only ask: the answer is made when it is first asked for.
 *
 * Clients, queue ids, Message-IDs, accounts and scripts are what a provider can look for in his logs: those of relayed
 * mail, where there is none those of undecided mail, and at most a hundred of each.
 * @{
 */

/**
 * Makes an empty incident.  Freezes the context, as bounce_parse() does.
 *
 * @param context whose settings it goes by; the incident holds a reference to it; NULL gives NULL
 * @return a new incident, for bounce_incident_unref()
 * @since 0.1
 */
BOUNCE_API bounce_incident_t *bounce_incident_new (bounce_context_t *context);

/**
 * Adds a record.  One whose kind is neither BOUNCE_KIND_FAILURE nor BOUNCE_KIND_DELAY is counted and left aside, and so is
 * one whose mail was added before: see bounce_incident_duplicate_count().
 *
 * @param incident the incident
 * @param record   the record, the caller's: what is needed of it is copied
 * @param source   UTF-8, copied: how the message is called in bounce_cluster_message(), such as "mbox:0"; NULL: by
 *                 its number, "0" for the first
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT where incident or record is NULL
 * @since 0.1
 */
BOUNCE_API bounce_status_t bounce_incident_add (bounce_incident_t *incident, bounce_record_t *record,
						const char *source);

/**
 * Frees the incident and all that is borrowed from it.
 *
 * @param incident the incident; NULL does nothing
 * @since 0.1
 */
BOUNCE_API void bounce_incident_unref (bounce_incident_t *incident);

/**
 * The whole incident as one JSON object (RFC 8259) on one line, without a line end.
 *
 * @param incident the incident; NULL gives NULL
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_json (bounce_incident_t *incident);

/**
 * How many records were added.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_message_count (bounce_incident_t *incident);

/**
 * How many of them were of a mail that was added before, and so count for nothing else: a mail of two folders, or of
 * a folder and its mbox.  It is known by all its bytes but line ends, an mbox's quotes, and what delivery and mail
 * programs add to a header: Return-Path, Delivered-To, X-Original-To, Envelope-To, Delivery-Date, Status, X-Status,
 * X-UID, X-UIDL, X-Keywords, X-IMAP, X-IMAPbase, X-Mozilla-, X-Gmail-, X-GM-, X-Evolution-, Lines, Content-Length.
 * It keeps the name that it was first added by.  4,194,304 different mails are kept in mind.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_duplicate_count (bounce_incident_t *incident);

/**
 * How many of the mails are bounces: of kind BOUNCE_KIND_FAILURE.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_bounce_count (bounce_incident_t *incident);

/**
 * How many different addresses failed.  Beyond 131,072 it is an estimate, within half a percent or so.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_recipient_count (bounce_incident_t *incident);

/**
 * How many different messages came back.  Beyond 131,072 it is an estimate, within half a percent or so.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_original_count (bounce_incident_t *incident);

/**
 * How many copies were sent, as far as the bounces show: the sum over bounces of their failed recipients.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_copy_count (bounce_incident_t *incident);

/**
 * How many messages are delayed, as reports of kind BOUNCE_KIND_DELAY say, and did not fail as far as the bounces show.
 *
 * A delay is no failed copy, but it tells the way of its mail: delays of a sending of which nothing failed are judged as
 * bounces are.  Beyond 131,072 messages it is an estimate.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_delay_count (bounce_incident_t *incident);

/**
 * How many records are of a kind, each mail once.
 *
 * @param incident the incident; NULL gives 0
 * @param kind     a BOUNCE_KIND_ value
 * @return the number; 0 where kind is none
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_kind_count (bounce_incident_t *incident, bounce_kind_t kind);

/**
 * How many failed recipients have a reason, summed over bounces.
 *
 * @param incident the incident; NULL gives 0
 * @param reason   a BOUNCE_REASON_ value
 * @return the number; 0 where reason is none
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_reason_count (bounce_incident_t *incident, bounce_reason_t reason);

/**
 * When the first bounce was written or, where its Date does not say, taken in.
 *
 * @param incident the incident; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where no bounce is dated
 * @since 0.1
 */
BOUNCE_API int64_t bounce_incident_first (bounce_incident_t *incident);

/**
 * The time zone bounce_incident_first() was written in.
 *
 * @param incident the incident; NULL gives 0
 * @return minutes east of UTC; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_incident_first_offset (bounce_incident_t *incident);

/**
 * When the last bounce was written or, where its Date does not say, taken in.
 *
 * @param incident the incident; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where no bounce is dated
 * @since 0.1
 */
BOUNCE_API int64_t bounce_incident_last (bounce_incident_t *incident);

/**
 * The time zone bounce_incident_last() was written in.
 *
 * @param incident the incident; NULL gives 0
 * @return minutes east of UTC; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_incident_last_offset (bounce_incident_t *incident);

/**
 * How many steps the timeline has: hours or, where it spans more than three days, days.  Steps in which nothing bounced
 * are left out.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_timeline_count (bounce_incident_t *incident);

/**
 * When a step of the timeline begins.
 *
 * @param incident the incident; NULL gives BOUNCE_NO_TIME
 * @param index    from 0
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where index is too large
 * @since 0.1
 */
BOUNCE_API int64_t bounce_incident_timeline_start (bounce_incident_t *incident, size_t index);

/**
 * The time zone that bounce_incident_timeline_start() is best shown in.
 *
 * @param incident the incident; NULL gives 0
 * @param index    from 0
 * @return minutes east of UTC; 0 where index is too large
 * @since 0.1
 */
BOUNCE_API int32_t bounce_incident_timeline_start_offset (bounce_incident_t *incident, size_t index);

/**
 * How many bounces were written in a step of the timeline.
 *
 * @param incident the incident; NULL gives 0
 * @param index    from 0
 * @return the number; 0 where index is too large
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_timeline_bounces (bounce_incident_t *incident, size_t index);

/**
 * How many failed recipients those bounces name.
 *
 * @param incident the incident; NULL gives 0
 * @param index    from 0
 * @return the number; 0 where index is too large
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_timeline_recipients (bounce_incident_t *incident, size_t index);

/**
 * How many servers sent bounces.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_bouncer_count (bounce_incident_t *incident);

/**
 * A server that sent bounces, the one that sent most first.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_bouncer_host (bounce_incident_t *incident, size_t index);

/**
 * How many bounces that server sent.
 *
 * @param incident the incident; NULL gives 0
 * @param index    from 0
 * @return the number; 0 where index is too large
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_bouncer_bounces (bounce_incident_t *incident, size_t index);

/**
 * How many failed recipients those bounces name.
 *
 * @param incident the incident; NULL gives 0
 * @param index    from 0
 * @return the number; 0 where index is too large
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_bouncer_recipients (bounce_incident_t *incident, size_t index);

/**
 * Whose mail it was: relayed if any cluster is.
 *
 * @param incident the incident; NULL gives NULL
 * @return borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where there is neither a
 *         bounce nor a delay
 * @since 0.1
 */
BOUNCE_API const bounce_verdict_t *bounce_incident_verdict (bounce_incident_t *incident);

/**
 * How many sendings there were.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_cluster_count (bounce_incident_t *incident);

/**
 * The bounces of one sending, the largest first.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is too
 *         large
 * @since 0.1
 */
BOUNCE_API const bounce_cluster_t *bounce_incident_cluster (bounce_incident_t *incident, size_t index);

/**
 * When the first bounce was written of the mail that a provider is to look for, which itself was sent some hours before.
 *
 * @param incident the incident; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where there is none, or it is not dated
 * @since 0.1
 */
BOUNCE_API int64_t bounce_incident_ask_first (bounce_incident_t *incident);

/**
 * The time zone bounce_incident_ask_first() was written in.
 *
 * @param incident the incident; NULL gives 0
 * @return minutes east of UTC; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_incident_ask_first_offset (bounce_incident_t *incident);

/**
 * When the last bounce was written of the mail that a provider is to look for.
 *
 * @param incident the incident; NULL gives BOUNCE_NO_TIME
 * @return seconds since 1970-01-01T00:00:00Z; BOUNCE_NO_TIME where there is none, or it is not dated
 * @since 0.1
 */
BOUNCE_API int64_t bounce_incident_ask_last (bounce_incident_t *incident);

/**
 * The time zone bounce_incident_ask_last() was written in.
 *
 * @param incident the incident; NULL gives 0
 * @return minutes east of UTC; 0 where there is no such time
 * @since 0.1
 */
BOUNCE_API int32_t bounce_incident_ask_last_offset (bounce_incident_t *incident);

/**
 * How many client addresses there are for a provider to look for.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_client_count (bounce_incident_t *incident);

/**
 * The address of a client that handed the mail in.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_client (bounce_incident_t *incident, size_t index);

/**
 * How many queue ids there are for a provider to look for.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_queue_id_count (bounce_incident_t *incident);

/**
 * The name of a message in the queue of our server.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_queue_id (bounce_incident_t *incident, size_t index);

/**
 * How many Message-IDs there are for a provider to look for.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_message_id_count (bounce_incident_t *incident);

/**
 * The Message-ID of a message that came back, without angle brackets.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_message_id (bounce_incident_t *incident, size_t index);

/**
 * How many accounts there are for a provider to look for.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_account_count (bounce_incident_t *incident);

/**
 * An account that was used.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_account (bounce_incident_t *incident, size_t index);

/**
 * How many scripts and local users there are for a provider to look for.
 *
 * @param incident the incident; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_incident_script_count (bounce_incident_t *incident);

/**
 * A script or local user that submitted mail.
 *
 * @param incident the incident; NULL gives NULL
 * @param index    from 0
 * @return UTF-8, borrowed: valid until the next bounce_incident_add(), or the incident's end; NULL where index is
 *         too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_incident_script (bounce_incident_t *incident, size_t index);

/** @} */

/**
 * @defgroup cluster Cluster
 *
 * Those bounces of an incident that belong to one sending.
 * @{
 */

/**
 * How many bounces belong to it.
 *
 * @param cluster the cluster; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_cluster_bounces (const bounce_cluster_t *cluster);

/**
 * How many of its reports only tell of a delay: they stand in it where nothing of that sending had failed.
 *
 * @param cluster the cluster; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_cluster_delays (const bounce_cluster_t *cluster);

/**
 * How many different addresses failed in it or, of its delays, wait.
 *
 * @param cluster the cluster; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_cluster_recipients (const bounce_cluster_t *cluster);

/**
 * The address of the client that handed the mail in, as far as it can be believed.
 *
 * @param cluster the cluster; NULL gives NULL
 * @return UTF-8, borrowed: valid as long as the cluster; NULL where it is not known
 * @since 0.1
 */
BOUNCE_API const char *bounce_cluster_client (const bounce_cluster_t *cluster);

/**
 * Whose mail it was.
 *
 * @param cluster the cluster; NULL gives NULL
 * @return borrowed: valid as long as the cluster
 * @since 0.1
 */
BOUNCE_API const bounce_verdict_t *bounce_cluster_verdict (const bounce_cluster_t *cluster);

/**
 * How many messages that belong to it can be named: up to 1,000, the first by order of their names.
 *
 * @param cluster the cluster; NULL gives 0
 * @return the number
 * @since 0.1
 */
BOUNCE_API size_t bounce_cluster_message_count (const bounce_cluster_t *cluster);

/**
 * A message that belongs to it, as bounce_incident_add() called it.
 *
 * @param cluster the cluster; NULL gives NULL
 * @param index   from 0
 * @return UTF-8, borrowed: valid as long as the cluster; NULL where index is too large
 * @since 0.1
 */
BOUNCE_API const char *bounce_cluster_message (const bounce_cluster_t *cluster, size_t index);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
