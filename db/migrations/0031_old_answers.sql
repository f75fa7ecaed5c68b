-- Answers of endpoints go when their messages go: the oldest are found by this.
create index answers_at on answers (at);
