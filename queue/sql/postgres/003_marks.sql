-- Migration 3: what makes commits overlap and leasing cheap under a snapshot that is held open. Adds
-- only: programs from schema 1 on can work with it.
-- oldest program: 1

-- A row is there if and only if its transaction was committed: asked for after a lost connection. A
-- writer names itself anew at each start and removes its old ones.
CREATE TABLE norekey.mark (
  writer text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (writer, number)
);

-- A ready delivery's turn: given when it becomes ready, by whatever program, so that it grows. Where
-- everything before a turn was taken, nothing before it has to be looked at again, although its
-- index entries stay as long as somebody holds a snapshot.
CREATE SEQUENCE norekey.turn;
ALTER TABLE norekey.live ADD COLUMN turn bigint NOT NULL DEFAULT nextval('norekey.turn');

CREATE FUNCTION norekey.take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.turn := nextval('norekey.turn');
  RETURN NEW;
END $$;
CREATE TRIGGER live_turn BEFORE UPDATE OF lane ON norekey.live
FOR EACH ROW WHEN (NEW.lane = 0 AND OLD.lane <> 0) EXECUTE FUNCTION norekey.take_turn();

DROP INDEX norekey.live_ready;
CREATE INDEX live_ready ON norekey.live (destination, turn) WHERE lane = 0;
