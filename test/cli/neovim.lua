-- Drives `bulkhead lsp` from Neovim as a person does: opens a policy, waits for findings, completes, takes the quick-fix, formats.
-- Arguments in the environment: COMMAND (JSON list), FILE, ANSWER (where the outcome is written as JSON).
local command = vim.fn.json_decode(vim.env.COMMAND)
local answer = { diagnostics = {}, completions = {}, actions = {} }

local function drive()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  local config = { name = 'bulkhead', cmd = command, root_dir = vim.fn.fnamemodify(vim.env.FILE, ':h') }
  local client = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, client)

  vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
  local mended
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(answer.diagnostics, d.message)
    if d.message:find('modbuss', 1, true) then mended = d end
  end

  vim.api.nvim_win_set_cursor(0, { mended.lnum + 1, mended.col })
  local at = vim.lsp.util.make_position_params()
  local completed = vim.lsp.buf_request_sync(0, 'textDocument/completion', at, 10000)[client].result
  for _, item in ipairs(completed.items) do table.insert(answer.completions, item.label) end

  local range = vim.lsp.util.make_range_params()
  range.context = { diagnostics = {} }
  local actions = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', range, 10000)[client].result
  for _, action in ipairs(actions) do
    table.insert(answer.actions, action.title)
    if action.title == 'Change to modbus' then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
  vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 50)
  answer.left = #vim.diagnostic.get(0)

  local whole = vim.lsp.util.make_formatting_params({ tabSize = 2, insertSpaces = true })
  local edits = vim.lsp.buf_request_sync(0, 'textDocument/formatting', whole, 10000)[client].result
  vim.lsp.util.apply_text_edits(edits, 0, 'utf-16')
  answer.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

local ok, problem = pcall(drive)
if not ok then answer.problem = tostring(problem) end
vim.fn.writefile({ vim.fn.json_encode(answer) }, vim.env.ANSWER)
vim.cmd('qall!')
