/*
 * scanner.c - finds every literal of a set in one pass (Aho-Corasick)
 *
 * In: literals, then texts.  Out: a call for each literal found.  The scanner belongs to its maker, bnc_scanner_free().
 *
 * The automaton is complete: a step never follows failure links.  Where the longest literal prefix that ends at a byte is
 * two bytes or less, the byte and the one before it tell the state alone: one table of byte pairs serves all states.  Only
 * steps to longer prefixes are kept for each state, rows laid over each other in one array, each at the offset that is the
 * state's number; a cell names the class of its byte, and as no two rows share an offset, that tells whose cell it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/scanner.h"

#include <stdint.h>

/* A cell: class of the byte in the low 8 bits, HIT where a literal ends, the next row's offset above. */
#define HIT ((uint32_t) 0x100)
#define ROW_SHIFT 9
#define ROW_MAX (((uint32_t) 1 << (32 - ROW_SHIFT)) - 257)

/* Class 0 is every byte that no literal has, so the first cell of a row is free to hold where its hits begin. */
#define CLASS_OTHER 0
#define CLASS_HITS 0xff
#define HITS_SHIFT 8

/* A million bytes of literals, five times what the largest set of the project has; what goes beyond is not searched for. */
#define NODES_MAX ((guint) 1 << 20)
#define NO_HIT ((uint32_t) 0)
#define TRIES 24
#define TRIES_MOST 192

typedef struct {
	uint32_t child, sibling, fail;
	uint32_t hit;          /* the first in scanner->hits, NO_HIT */
	uint32_t step, steps;  /* its steps to prefixes longer than two bytes */
	uint32_t cell;         /* what a cell that leads here holds, without the class */
	uint8_t class;
	uint8_t depth;         /* counted to 3 */
} node_t;

typedef struct {
	uint32_t node;
	uint8_t class;
} step_t;

typedef struct {
	uint32_t id, next;
} hit_t;

struct scanner {
	uint8_t class_of[256];
	uint32_t *cells;
	uint32_t *pairs;     /* by two bytes as they lie in memory */
	uint32_t first[256]; /* for the first byte of a text, which has none before it */
	GArray *hits;
	GArray *nodes;  /* NULL once built */
	uint32_t classes;
};

scanner_t *
bnc_scanner_new (void)
{
	scanner_t *scanner = g_new0 (scanner_t, 1);

	scanner->hits = g_array_new (FALSE, TRUE, sizeof (hit_t));
	g_array_set_size (scanner->hits, 1); /* NO_HIT */
	scanner->nodes = g_array_new (FALSE, TRUE, sizeof (node_t));
	g_array_set_size (scanner->nodes, 1); /* the root */
	scanner->classes = 1;
	return scanner;
}

void
bnc_scanner_free (scanner_t *scanner)
{
	if (!scanner)
		return;
	if (scanner->nodes)
		g_array_free (scanner->nodes, TRUE);
	g_array_free (scanner->hits, TRUE);
	g_free (scanner->cells);
	g_free (scanner->pairs);
	g_free (scanner);
}

static uint8_t
class_add (scanner_t *scanner, char c)
{
	uint8_t lower = (uint8_t) g_ascii_tolower (c);

	if (scanner->class_of[lower] == CLASS_OTHER) {
		scanner->class_of[lower] = (uint8_t) scanner->classes++;
		scanner->class_of[(uint8_t) g_ascii_toupper (c)] = scanner->class_of[lower];
	}
	return scanner->class_of[lower];
}

static uint32_t
child_of (const node_t *nodes, uint32_t node, uint8_t class)
{
	uint32_t child = nodes[node].child;

	while (child && nodes[child].class != class)
		child = nodes[child].sibling;
	return child;
}

void
bnc_scanner_add (scanner_t *scanner, slice_t literal, uint32_t id)
{
	hit_t hit = { id, NO_HIT };
	uint32_t at = 0;
	node_t *node;

	if (!scanner->nodes || literal.n == 0 || literal.n > NODES_MAX - scanner->nodes->len)
		return;
	for (size_t i = 0; i < literal.n; i++) {
		uint8_t class = class_add (scanner, literal.p[i]);
		uint32_t child = child_of ((node_t *) (void *) scanner->nodes->data, at, class);

		if (!child) {
			node_t fresh = { .class = class };

			node = &g_array_index (scanner->nodes, node_t, at);
			fresh.sibling = node->child;
			fresh.depth = (uint8_t) MIN (node->depth + 1, 3);
			node->child = child = scanner->nodes->len;
			g_array_append_val (scanner->nodes, fresh);
		}
		at = child;
	}
	node = &g_array_index (scanner->nodes, node_t, at);
	hit.next = node->hit;
	node->hit = scanner->hits->len;
	g_array_append_val (scanner->hits, hit);
}

/* The hits of a node are its own and then those of its longest suffix, which are complete already. */
static void
join_hits (scanner_t *scanner, node_t *node, uint32_t suffix_hit)
{
	uint32_t last = node->hit;

	if (last == NO_HIT) {
		node->hit = suffix_hit;
		return;
	}
	while (g_array_index (scanner->hits, hit_t, last).next != NO_HIT)
		last = g_array_index (scanner->hits, hit_t, last).next;
	g_array_index (scanner->hits, hit_t, last).next = suffix_hit;
}

/* The steps of a node to long prefixes: its children, and what its suffix has beside them. */
static void
collect_steps (node_t *nodes, node_t *node, GArray *steps)
{
	uint64_t seen[4] = { 0 };

	node->step = steps->len;
	for (uint32_t child = node->depth < 2 ? 0 : node->child; child; child = nodes[child].sibling) {
		step_t step = { child, nodes[child].class };

		seen[step.class >> 6] |= (uint64_t) 1 << (step.class & 63);
		g_array_append_val (steps, step);
	}
	for (uint32_t i = 0; node != nodes && i < nodes[node->fail].steps; i++) {
		step_t step = g_array_index (steps, step_t, nodes[node->fail].step + i);

		if (!(seen[step.class >> 6] >> (step.class & 63) & 1))
			g_array_append_val (steps, step);
	}
	node->steps = steps->len - node->step;
}

/* Breadth first, so that a node's suffix is always done before the node. */
static void
link_nodes (scanner_t *scanner, GArray *steps)
{
	node_t *nodes = (node_t *) (void *) scanner->nodes->data;
	uint32_t *queue = g_new (uint32_t, scanner->nodes->len);
	size_t head = 0, tail = 0;

	queue[tail++] = 0;
	while (head < tail) {
		uint32_t at = queue[head++];

		if (at)
			join_hits (scanner, &nodes[at], nodes[nodes[at].fail].hit);
		collect_steps (nodes, &nodes[at], steps);
		for (uint32_t child = nodes[at].child; child; child = nodes[child].sibling) {
			uint32_t suffix = nodes[at].fail, found = 0;

			while (at && !(found = child_of (nodes, suffix, nodes[child].class)) && suffix)
				suffix = nodes[suffix].fail;
			nodes[child].fail = found;
			queue[tail++] = child;
		}
	}
	g_free (queue);
}

/* The array of cells while rows are laid into it. */
typedef struct {
	uint32_t *cells;
	uint64_t *used;     /* a bit a cell */
	uint64_t *taken;    /* a bit a cell: a row begins here */
	size_t room;
	size_t first_free;  /* where the search for a row begins */
	size_t end;         /* behind all rows */
	uint32_t width;     /* of the rows laid now: it falls */
} layout_t;

static bool
bit (const uint64_t *bits, size_t i)
{
	return bits[i >> 6] >> (i & 63) & 1;
}

static void
bit_set (uint64_t *bits, size_t i)
{
	bits[i >> 6] |= (uint64_t) 1 << (i & 63);
}

static void
layout_grow (layout_t *layout, size_t need)
{
	size_t room = layout->room, words = room / 64;

	if (need <= room)
		return;
	layout->room = (MAX (need, room * 2) + 63) & ~(size_t) 63;
	layout->cells = g_renew (uint32_t, layout->cells, layout->room);
	layout->used = g_renew (uint64_t, layout->used, layout->room / 64);
	layout->taken = g_renew (uint64_t, layout->taken, layout->room / 64);
	memset (layout->cells + room, 0, (layout->room - room) * sizeof (uint32_t));
	memset (layout->used + words, 0, (layout->room / 64 - words) * sizeof (uint64_t));
	memset (layout->taken + words, 0, (layout->room / 64 - words) * sizeof (uint64_t));
}

/* The first free cell at or after cell; there is always room for a row at it. */
static size_t
next_free (layout_t *layout, size_t cell)
{
	uint64_t open;

	layout_grow (layout, cell + 512);
	open = ~layout->used[cell >> 6] >> (cell & 63);
	if (open)
		return cell + (size_t) __builtin_ctzll (open);
	for (cell = (cell | 63) + 1;; cell += 64) {
		layout_grow (layout, cell + 512);
		open = ~layout->used[cell >> 6];
		if (open)
			return cell + (size_t) __builtin_ctzll (open);
	}
}

static bool
row_fits (const layout_t *layout, size_t row, const step_t *steps, uint32_t count)
{
	if (bit (layout->taken, row))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (bit (layout->used, row + steps[i].class))
			return false;
	}
	return true;
}

/* Finds a row's offset.  Where many places in turn do not fit, the region is too crowded for rows of this width: the next rows
 * begin their search further on, and after a few more tries this one goes behind all others.  A few cells stay empty until narrower
 * rows come, and the time stays linear. */
static size_t
row_place (layout_t *layout, const step_t *steps, uint32_t count, bool has_hit)
{
	size_t lead = has_hit ? 0 : steps[0].class;
	size_t cell;

	if (count < layout->width) {
		layout->width = count;
		layout->first_free = 1;
	}
	cell = next_free (layout, MAX (layout->first_free, lead + 1));
	for (unsigned tries = 0; !row_fits (layout, cell - lead, steps, count); tries++) {
		if (tries == TRIES)
			layout->first_free = cell;
		cell = tries == TRIES_MOST ? MAX (cell, layout->end) : cell;
		cell = next_free (layout, cell + 1);
	}
	return cell - lead;
}

/* Gives the node its row; a node without steps and hits needs none: it behaves as the root does, by pairs alone. */
static void
lay_row (layout_t *layout, node_t *node, const step_t *steps)
{
	bool has_hit = node->hit != NO_HIT;
	size_t row;

	if (!node->steps && !has_hit)
		return;
	row = row_place (layout, steps, node->steps, has_hit);
	if (row > ROW_MAX) {
		node->steps = 0;
		return;
	}
	bit_set (layout->taken, row);
	node->cell = (uint32_t) row << ROW_SHIFT | (has_hit ? HIT : 0);
	if (has_hit) {
		bit_set (layout->used, row);
		layout->cells[row] = node->hit << HITS_SHIFT | CLASS_HITS;
	}
	for (uint32_t i = 0; i < node->steps; i++) {
		bit_set (layout->used, row + steps[i].class);
		layout->end = MAX (layout->end, row + steps[i].class + 1);
	}
}

/* The nodes by falling number of steps; no node has more than there are classes. */
static uint32_t *
order_nodes (const node_t *nodes, uint32_t count)
{
	uint32_t *order = g_new (uint32_t, count);
	uint32_t at[257] = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i].steps)
			at[nodes[i].steps - 1]++;
	}
	for (int width = 255; width >= 0; width--)
		at[width] += at[width + 1];
	for (uint32_t i = 0; i < count; i++)
		order[at[nodes[i].steps]++] = i;
	return order;
}

/* The widest rows first: narrow ones then fill the gaps. */
static void
lay_rows (scanner_t *scanner, GArray *steps)
{
	node_t *nodes = (node_t *) (void *) scanner->nodes->data;
	const step_t *all = (const step_t *) (const void *) steps->data;
	uint32_t *order = order_nodes (nodes, scanner->nodes->len);
	layout_t layout = { .first_free = 1, .width = UINT32_MAX };

	layout_grow (&layout, 1024);
	bit_set (layout.taken, 0);
	for (uint32_t i = 0; i < scanner->nodes->len; i++)
		lay_row (&layout, &nodes[order[i]], all + nodes[order[i]].step);
	for (uint32_t i = 0; i < scanner->nodes->len; i++) {
		const node_t *node = &nodes[i];

		for (uint32_t k = 0; k < node->steps; k++)
			layout.cells[(node->cell >> ROW_SHIFT) + all[node->step + k].class] =
				nodes[all[node->step + k].node].cell | all[node->step + k].class;
	}
	scanner->cells = layout.cells;
	g_free (layout.used);
	g_free (layout.taken);
	g_free (order);
}

static void
fill_pairs (scanner_t *scanner)
{
	const node_t *nodes = (const node_t *) (const void *) scanner->nodes->data;
	uint32_t first[256];

	scanner->pairs = g_new0 (uint32_t, 65536);
	for (unsigned byte = 0; byte < 256; byte++)
		first[byte] = child_of (nodes, 0, scanner->class_of[byte]);
	for (unsigned i = 0; i < 65536; i++) {
		uint8_t bytes[2] = { (uint8_t) (i >> 8), (uint8_t) i };
		uint32_t node = first[bytes[0]] ? child_of (nodes, first[bytes[0]], scanner->class_of[bytes[1]]) : 0;
		uint16_t pair;

		memcpy (&pair, bytes, sizeof (pair));
		scanner->pairs[pair] = nodes[node ? node : first[bytes[1]]].cell;
	}
	for (unsigned byte = 0; byte < 256; byte++)
		scanner->first[byte] = nodes[first[byte]].cell;
}

void
bnc_scanner_build (scanner_t *scanner)
{
	GArray *steps;

	if (!scanner->nodes)
		return;
	steps = g_array_sized_new (FALSE, FALSE, sizeof (step_t), 1);
	link_nodes (scanner, steps);
	lay_rows (scanner, steps);
	fill_pairs (scanner);
	g_array_free (steps, TRUE);
	g_array_free (scanner->nodes, TRUE);
	scanner->nodes = NULL;
}

static inline uint32_t
step (const uint8_t *class_of, const uint32_t *cells, const uint32_t *pairs, uint32_t at, const uint8_t *p)
{
	uint8_t class = class_of[*p];
	uint32_t next = cells[(at >> ROW_SHIFT) + class];
	uint16_t pair;

	if ((uint8_t) next == class)
		return next;
	memcpy (&pair, p - 1, sizeof (pair));
	return pairs[pair];
}

static bool
report_hits (const scanner_t *scanner, uint32_t at, size_t end, scanner_hit_fn hit, void *user)
{
	const hit_t *hits = (const hit_t *) (const void *) scanner->hits->data;

	for (uint32_t i = scanner->cells[at >> ROW_SHIFT] >> HITS_SHIFT; i != NO_HIT; i = hits[i].next) {
		if (!hit (hits[i].id, end, user))
			return false;
	}
	return true;
}

/* Most states end no literal. */
static inline bool
report (const scanner_t *scanner, uint32_t at, size_t end, scanner_hit_fn hit, void *user)
{
	return !(at & HIT) || report_hits (scanner, at, end, hit, user);
}

void
bnc_scanner_run (const scanner_t *scanner, slice_t text, scanner_hit_fn hit, void *user)
{
	/* NULL is not added to, not even nothing. */
	const uint8_t *p = (const uint8_t *) text.p, *end = text.n ? p + text.n : p;
	const uint8_t *class_of = scanner->class_of;
	const uint32_t *cells = scanner->cells, *pairs = scanner->pairs;
	uint32_t at;

	if (text.n == 0 || !cells)
		return;
	at = scanner->first[*p++];
	if (!report (scanner, at, 1, hit, user))
		return;
	/* Four bytes a turn, and one look at whether any of them ended a literal. */
	for (; end - p >= 4; p += 4) {
		uint32_t a = step (class_of, cells, pairs, at, p), b = step (class_of, cells, pairs, a, p + 1);
		uint32_t c = step (class_of, cells, pairs, b, p + 2), d = step (class_of, cells, pairs, c, p + 3);
		size_t n = (size_t) (p - (const uint8_t *) text.p) + 1;

		if ((a | b | c | d) & HIT && !(report (scanner, a, n, hit, user) && report (scanner, b, n + 1, hit, user)
		                               && report (scanner, c, n + 2, hit, user) && report (scanner, d, n + 3, hit, user)))
			return;
		at = d;
	}
	for (; p < end; p++) {
		at = step (class_of, cells, pairs, at, p);
		if (!report (scanner, at, (size_t) (p - (const uint8_t *) text.p) + 1, hit, user))
			return;
	}
}
